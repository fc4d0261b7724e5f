/** The request of electron-builder to fpm, as far as this project needs it. */
export interface PackageRequest {
  name: string;
  version: string;
  architecture: string;
  maintainer: string;
  /** The first line is the synopsis, the others are the description. */
  description: string;
  /** Path of the package to write. */
  output: string;
  compression: string;
  /** Control fields with one value, e.g. Homepage. */
  fields: Record<string, string>;
  /** Control fields with a list of packages, e.g. Depends. */
  relations: Record<string, string[]>;
  /** Absolute paths on the machine the package is installed on. */
  conffiles: string[];
  /** Path of the script by its name in the package, e.g. postinst. */
  scripts: Record<string, string>;
  /** The files and their targets, in the order of the arguments. A folder that ends in "/" stands for its content. */
  files: { from: string; to: string }[];
}

/** The arguments cannot be carried out: one line that names what is wrong. */
export class FpmUsageError extends Error {}

const fieldOf: Record<string, string> = {
  '--category': 'Section',
  '--deb-priority': 'Priority',
  '--url': 'Homepage',
};
const relationOf: Record<string, string> = {
  '-d': 'Depends',
  '--depends': 'Depends',
  '--deb-recommends': 'Recommends',
  '--deb-suggests': 'Suggests',
  '--conflicts': 'Conflicts',
  '--replaces': 'Replaces',
  '--provides': 'Provides',
};
const scriptOf: Record<string, string> = {
  '--before-install': 'preinst',
  '--after-install': 'postinst',
  '--before-remove': 'prerm',
  '--after-remove': 'postrm',
};
const values = ['-s', '-t', '--name', '--version', '--architecture', '--maintainer', '--description'];
/** Debian's control file has no place for these. */
const unused = ['--vendor', '--license', '--log'];
const switches = ['--force', '--debug'];

/** Reads a command line of fpm. @throws FpmUsageError for an unknown argument, so that nothing is left out silently */
export function parseFpmArguments(argv: string[]): PackageRequest {
  const single = new Map<string, string>();
  const request: Pick<PackageRequest, 'fields' | 'relations' | 'conffiles' | 'scripts' | 'files'> = {
    fields: {},
    relations: {},
    conffiles: [],
    scripts: {},
    files: [],
  };
  const words = argv.values();
  for (const word of words) {
    if (switches.includes(word)) continue;
    const [option, joined] = optionOf(word);
    if (option === undefined) {
      request.files.push(mapping(word));
      continue;
    }
    const value = joined ?? words.next().value;
    if (value === undefined) throw new FpmUsageError(`${option} needs a value`);
    const [field, relation, script] = [fieldOf[option], relationOf[option], scriptOf[option]];
    if (field) request.fields[field] = value;
    else if (relation) (request.relations[relation] ??= []).push(value);
    else if (script) request.scripts[script] = value;
    else if (option === '--config-files') request.conffiles.push(value);
    else if ([...values, '--package', '--deb-compression'].includes(option)) single.set(option, value);
    else if (!unused.includes(option)) throw new FpmUsageError(`unknown argument of fpm: ${word}`);
  }
  if (single.get('-s') !== 'dir' || single.get('-t') !== 'deb') {
    throw new FpmUsageError('only "-s dir -t deb" can be built');
  }
  const needed = (option: string) => {
    const value = single.get(option);
    if (!value) throw new FpmUsageError(`${option} is missing`);
    return value;
  };
  return {
    ...request,
    name: needed('--name').toLowerCase(),
    version: needed('--version'),
    architecture: needed('--architecture'),
    maintainer: needed('--maintainer'),
    description: needed('--description'),
    output: needed('--package'),
    compression: single.get('--deb-compression') ?? 'xz',
  };
}

function optionOf(word: string): [option?: string, value?: string] {
  if (!word.startsWith('-')) return [];
  const equals = word.indexOf('=');
  return word.startsWith('--') && equals > 0 ? [word.slice(0, equals), word.slice(equals + 1)] : [word];
}

function mapping(word: string): { from: string; to: string } {
  const equals = word.lastIndexOf('=');
  if (equals <= 0) throw new FpmUsageError(`neither an option nor "file=/where/it/goes": ${word}`);
  return { from: word.slice(0, equals), to: word.slice(equals + 1) };
}
