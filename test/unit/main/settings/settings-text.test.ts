import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readableFields } from '../../../../main/settings/readable-fields.ts';
import { lockedPinHash, readSettingsText, storedFields } from '../../../../main/settings/settings-text.ts';
import { kioskSettingsSchema } from '../../../../server/contract/kiosk/kiosk.ts';
import { cheapHash } from '../../server/access/cheap-hash.ts';

const defaults = kioskSettingsSchema.parse({});
const whole = {
  ...defaults,
  screens: [
    { display: 'HDMI-A-1', page: '/?wall=office&kiosk=1', rotation: 90, zoom: 1.5 },
    { display: 'HDMI-A-2', page: '/status', rotation: null, zoom: 1 },
  ],
  schedule: { enabled: true, times: [{ days: ['mon', 'tue'], on: '07:00', off: '19:30' }] },
  brightness: 40,
  software_rendering: true,
};

describe('single values that are wrong', () => {
  test('have their defaults, and what is around them stays', () => {
    const [first, second] = whole.screens;
    const fields = {
      ...whole,
      cursor: 'sideways',
      screens: [first, { ...second, zoom: 40, rotation: '90' }],
    };
    const { settings, faults } = readableFields(fields);
    expect(settings).toEqual({ ...whole, cursor: 'idle' });
    expect(faults.map(({ field }) => field).sort()).toEqual([
      'cursor',
      'screens.1.rotation',
      'screens.1.zoom',
    ]);
  });

  test('that have to be there take with them what needs them', () => {
    const times = [
      { days: ['mon', 'xyz'], on: '07:00', off: '19:30' },
      { days: ['tue'], on: '7 o’clock' },
    ];
    const { settings } = readableFields({ schedule: { enabled: true, times } });
    expect(settings.schedule).toEqual({
      enabled: true,
      times: [{ days: ['mon'], on: '07:00', off: '19:30' }],
    });
  });

  test('that break a rule of the whole leave the default of it', () => {
    const twice = [{ display: 'HDMI-A-1' }, { display: 'HDMI-A-1' }];
    expect(readableFields({ screens: twice, cec: true }).settings).toEqual({ ...defaults, cec: true });
    expect(readableFields({ screens: [] }).settings).toEqual(defaults);
  });

  test('a page of another site is not shown', () => {
    expect(readableFields({ screens: [{ page: 'https://evil.example/' }] }).settings).toEqual(defaults);
  });

  test('never keep settings from being read, whatever they are', () => {
    const anything = fc.record(
      {
        screens: fc.oneof(
          fc.array(fc.dictionary(fc.constantFrom('display', 'zoom', 'page'), fc.anything())),
          fc.anything(),
        ),
        schedule: fc.oneof(fc.record({ times: fc.array(fc.anything()) }), fc.anything()),
        cursor: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anything, (fields) => {
        expect(kioskSettingsSchema.safeParse(readableFields(fields).settings).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a text of kiosk.json', () => {
  const pinHash = cheapHash('1234');
  const text = JSON.stringify(
    storedFields({ settings: kioskSettingsSchema.parse(whole), pinHash }),
    null,
    '\t',
  );

  test('is read back as it was written', () => {
    expect(readSettingsText(text)).toEqual({ settings: whole, pinHash, problems: [] });
    expect(readSettingsText(`\uFEFF${text}`).problems).toEqual([]);
  });

  test('without a PIN asks for none', () => {
    expect(readSettingsText('{}')).toEqual({ settings: defaults, pinHash: undefined, problems: [] });
  });

  test('names a field that nobody knows', () => {
    expect(readSettingsText('{"cursr":"idle","schedule":{"enable":true}}').problems).toEqual([
      "kiosk.json: nobody knows a field 'cursr'; set it again in Settings, Kiosk.",
      "kiosk.json: nobody knows a field 'schedule.enable'; set it again in Settings, Kiosk.",
    ]);
  });

  test('that ends too early has the PIN and all simple fields before its end', () => {
    const reading = readSettingsText(text.slice(0, -3));
    expect(reading).toMatchObject({ pinHash, settings: { ...defaults, brightness: 40 } });
    expect(reading.problems[0]).toContain('kiosk.json is damaged');
    expect(readSettingsText(text.slice(0, 200)).pinHash).toBe(pinHash);
  });

  test('with one letter too many still draws without the GPU', () => {
    expect(readSettingsText(text.replace('\n}', ',\n}')).settings).toMatchObject({
      software_rendering: true,
    });
  });

  test.each([
    '',
    '\0\0\0\0',
    '[]',
    'null',
    '{"pin_hash":"$scrypt$ln=',
    '{"pin_hash":7}',
    '{"pin_hash":"1234"}',
  ])('of which the PIN cannot be known opens to nobody: %j', (damaged) =>
    expect(readSettingsText(damaged).pinHash).toBe(lockedPinHash),
  );

  test('that was damaged while there was no PIN asks for none', () => {
    expect(readSettingsText('{"pin_hash": null, "screens": [').pinHash).toBeUndefined();
  });

  test('has few problems, however much is wrong with it', () => {
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, count) => [`field${count}`, count]));
    expect(readSettingsText(JSON.stringify(fields)).problems).toHaveLength(20);
  });
});
