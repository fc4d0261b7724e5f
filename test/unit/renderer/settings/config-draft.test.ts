// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { ConfigDraft } from '../../../../renderer/settings/config-draft.svelte.ts';
import { defaultConfig } from '../../../../server/contract/config/config.ts';

afterEach(() => vi.unstubAllGlobals());

/** A draft with the cameras "a" and "b", and a server whose answers to a save wait for `answer`. */
async function draftOf() {
  const posted: string[] = [];
  let answer: () => void = () => undefined;
  const config = {
    ...defaultConfig(),
    cameras: ['a', 'b'].map((id) => ({ id, name: id, device: 'test' })),
  };
  vi.stubGlobal('fetch', (path: string, { method = 'GET', body }: RequestInit) => {
    if (method === 'GET') return Promise.resolve(Response.json(config));
    posted.push(decodeURIComponent(path.split('?')[1] ?? ''));
    const cameras: unknown = JSON.parse(String(body));
    return new Promise((resolve) => (answer = () => resolve(Response.json({ cameras }))));
  });
  const draft = new ConfigDraft();
  await draft.load();
  expect(draft.state).toEqual({ kind: 'editing' });
  const camera = (index: number) => {
    const found = draft.config?.cameras[index];
    if (!found) throw new Error(`There is no camera ${index}.`);
    return found;
  };
  return { draft, camera, posted, answer: () => answer() };
}

test('a camera that is renamed while its first new name is saved comes from the name that was sent', async () => {
  const { draft, camera, posted, answer } = await draftOf();
  camera(0).id = 'first';
  const saving = draft.save();
  camera(0).id = 'second';
  camera(1).id = 'other';
  answer();
  await saving;
  expect([draft.originId(0), draft.originId(1)]).toEqual(['first', 'b']);
  const again = draft.save();
  answer();
  await again;
  expect(posted).toEqual(['origins={"first":"a"}', 'origins={"second":"first","other":"b"}']);
});

test('a copy that is made while its original is saved under a new name is a copy of that', async () => {
  const { draft, camera, answer } = await draftOf();
  camera(0).id = 'first';
  const saving = draft.save();
  draft.config?.cameras.push({ ...camera(0), id: 'copy' });
  draft.noteCopy(2, camera(0));
  answer();
  await saving;
  expect(draft.originId(2)).toBe('first');
});

test('a new camera with the id of a deleted one is told from it, also after others have saved', async () => {
  const { draft, posted, answer } = await draftOf();
  draft.config?.cameras.splice(0, 1);
  draft.config?.cameras.push({ id: 'a', name: 'New', device: 'test:New' });
  expect(draft.originId(1)).toBeUndefined();
  await draft.catchUp();
  expect(draft.originId(1)).toBeUndefined();
  const saving = draft.save();
  answer();
  await saving;
  expect(draft.originId(1)).toBe('a');
  const again = draft.save();
  answer();
  await again;
  expect(posted).toEqual(['replaced=["a"]', '']);
});
