import type { CameraControl } from '../../../../../server/contract/device/control-listing.ts';

/** A control as the server lists it. */
export function listed(name: string, fields: Partial<CameraControl> = {}): CameraControl {
  return {
    id: '0x00980900',
    name,
    type: 'int',
    ...{ min: 0, max: 100, step: 1, default: 50, value: 50, menu: null },
    ...{ inactive: false, automatic: null, read_only: false, configured: null, configured_by: null },
    ...fields,
  };
}

export const whiteBalance = {
  automatic: listed('white_balance_automatic', {
    id: '0x0098090c',
    type: 'bool',
    max: 1,
    default: 1,
    value: 1,
  }),
  temperature: listed('white_balance_temperature', {
    id: '0x0098091a',
    ...{ min: 2_800, max: 6_500, default: 4_600, value: 4_600 },
    ...{ inactive: true, automatic: { name: 'white_balance_automatic', off: 0 } },
  }),
};
