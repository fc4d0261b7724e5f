import type Koffi from 'koffi';
import { isKnownMachine } from './known-machine.ts';
import type { KoffiFunction } from './koffi-types.ts';

/** Finds a function of this process by its declaration in C. @throws Error when there is none */
export type NativeFunction = <A extends unknown[], R>(declaration: string) => KoffiFunction<A, R>;

/**
 * The C functions of this process.
 * @throws Error when this machine has no koffi, or one for another machine
 */
export async function openCLibrary(): Promise<{ koffi: typeof Koffi; native: NativeFunction }> {
  if (!isKnownMachine()) throw new Error(`the processor of this machine is ${process.arch}`);
  const { default: koffi } = await import('koffi').catch((cause: unknown) => {
    throw new Error('the library koffi cannot be loaded', { cause });
  });
  // `null` means the symbols of this process: a library that stands in front of libc's is used too.
  const library = koffi.load(null);
  const native = <A extends unknown[], R>(declaration: string) =>
    library.func(declaration) as unknown as KoffiFunction<A, R>;
  return { koffi, native };
}
