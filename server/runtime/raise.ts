/** Throws where an expression or a function is wanted. */
export function raise(error: unknown): never {
  throw error;
}
