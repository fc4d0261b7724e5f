import { z } from 'zod';

// Must be imported before any schema is made: zod otherwise tries `new Function` once, and the page's
// Content-Security-Policy reports that as a violation although zod catches it.
z.config({ jitless: true });
