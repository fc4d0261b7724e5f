import { expect, test } from 'vitest';
import { groupsOf } from '../../../../renderer/parts/camera-groups.ts';

test('each group is named once, in the order of the cameras', () => {
  const cameras = [
    { group: 'yard' },
    {},
    { group: 'house' },
    { group: null },
    { group: '' },
    { group: 'yard' },
  ];
  expect(groupsOf(cameras)).toEqual(['yard', 'house']);
});
