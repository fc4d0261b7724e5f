import type { HookManifest, HookOption } from '../contract/hook/hook-manifest.ts';
import type { HookUse } from '../contract/hook/hook-use.ts';
import { HookProblem } from './hook-problem.ts';

type Value = HookUse['options'][string];

/** The options that a hook gets: those of the configuration, and the defaults of the others. @throws HookProblem bad-options */
export function optionsFor({ options }: HookManifest, given: HookUse['options']): Record<string, Value> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(options, name));
  if (unknown !== undefined) throw new HookProblem('bad-options', `it has no option "${unknown}"`);
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const value = given[name] ?? option.default;
      const wrong = whyWrong(option, value);
      if (wrong !== undefined) throw new HookProblem('bad-options', `the option "${name}" ${wrong}`);
      return [name, value];
    }),
  );
}

function whyWrong(option: HookOption, value: Value): string | undefined {
  switch (option.type) {
    case 'number': {
      if (typeof value !== 'number') return 'should be a number';
      const { min = -Infinity, max = Infinity } = option;
      return value < min || value > max ? `should be between ${min} and ${max}` : undefined;
    }
    case 'text':
      return typeof value === 'string' ? undefined : 'should be a text';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'should be true or false';
    case 'choice':
      return typeof value === 'string' && option.choices.includes(value)
        ? undefined
        : `should be one of ${option.choices.join(', ')}`;
    default:
      return option satisfies never;
  }
}
