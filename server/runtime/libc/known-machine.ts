/** The processors that this was tried on. All have pointers of 64 bits, and the same layouts in the kernel. */
const processors: readonly string[] = ['x64', 'arm64'];

/** Whether this process can call its C library on a machine with this processor. */
export function isKnownMachine(processor: string = process.arch): boolean {
  return processors.includes(processor);
}
