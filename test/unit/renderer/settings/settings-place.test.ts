import { describe, expect, test } from 'vitest';
import {
  cameraHash,
  fieldToShow,
  hashOfField,
  placeOf,
} from '../../../../renderer/settings/settings-place.ts';

describe('the address of the settings', () => {
  test.each([
    ['', { section: 'cameras', view: 'list' }],
    ['#cameras', { section: 'cameras', view: 'list' }],
    ['#cameras/', { section: 'cameras', view: 'list' }],
    ['#add-camera', { section: 'cameras', view: 'add' }],
    ['#network', { section: 'network', view: 'section' }],
    ['#cameras/%E0%A4%A', { section: 'cameras', view: 'camera', id: '%E0%A4%A' }],
  ])('%j is %j', (hash, place) => {
    expect(placeOf(hash)).toEqual(place);
  });

  test.each(['door', 'add', 'a b', 'Küche', '50%', 'a#b', 'add-camera'])('leads to the camera %j', (id) => {
    expect(placeOf(cameraHash(id))).toEqual({ section: 'cameras', view: 'camera', id });
  });

  test.each([
    ['cameras.1.port', '#cameras/b'],
    ['cameras.7.port', '#cameras'],
    ['cameras', '#cameras'],
    ['', '#cameras'],
    ['auth.username', '#access'],
    ['port_mode', '#network'],
    ['cors_origins.0', '#network'],
    ['host', '#server'],
  ])('of the field %j is %j', (field, hash) => {
    expect(hashOfField(field, ['a', 'b'])).toBe(hash);
  });

  test.each([
    ['cameras.2.id', 'cameras.0.id'],
    ['cameras.1.port', 'cameras.1.port'],
    ['cameras.2', 'cameras.2'],
    ['cameras.7.id', 'cameras.7.id'],
    ['auth.username', 'auth.username'],
  ])('leads for a problem at %j to %j, where two cameras have one id', (field, shown) => {
    expect(fieldToShow(field, ['a', 'b', 'a'])).toBe(shown);
  });
});
