import { z } from 'zod';

// This file must be imported before any schema is made. Otherwise zod tries `new Function` once, and the page's
// Content-Security-Policy reports a violation although zod catches the error.
z.config({ jitless: true });
