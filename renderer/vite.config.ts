import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [svelte({ configFile: false }), typefaceLicence()],
  // The page loads its worker with `type: 'module'`.
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // Everything is a file of the server: the page's Content-Security-Policy allows no inline scripts and no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { input: ['index.html', 'login.html', 'guest.html'].map(page) },
  },
});

/** The licence of the typeface asks that its text goes wherever the typeface goes. */
function typefaceLicence(): Plugin {
  return {
    name: 'typeface-licence',
    generateBundle() {
      const source = readFileSync(page('../node_modules/@fontsource-variable/ibm-plex-sans/LICENSE'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'assets/ibm-plex-sans-LICENSE.txt', source });
    },
  };
}
