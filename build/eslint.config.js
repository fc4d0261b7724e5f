import { resolve } from 'node:path';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const tsconfigRootDir = resolve(import.meta.dirname, '..');

/** Rules that need to know types, which costs time. */
const typedRules = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

export default ts.config(
  { ignores: ['dist/**', 'node_modules/**', 'data/**', 'test/integration/e2e/output/**'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: globals.node },
    rules: {
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'max-lines': ['error', 300],
      'max-depth': ['error', 4],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['main/**/*.ts', 'server/**/*.ts'],
    // That of the build: with the tests in the same program, the check would take longer.
    languageOptions: { parserOptions: { project: './build/tsconfig.build.json', tsconfigRootDir } },
    rules: typedRules,
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.svelte'],
    ignores: ['renderer/vite.config.ts'],
    languageOptions: {
      parserOptions: {
        project: './renderer/tsconfig.json',
        tsconfigRootDir,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: typedRules,
  },
  { files: ['test/**', 'build/**'], rules: { 'no-console': 'off', 'max-lines': ['error', 400] } },
  {
    // A sandboxed preload is CommonJS, and "electron" is given to it by require.
    files: ['main/preload.cts'],
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  { files: ['renderer/**'], languageOptions: { globals: globals.browser } },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
);
