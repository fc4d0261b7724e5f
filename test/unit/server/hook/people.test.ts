import { describe, expect, test } from 'vitest';
import { hooksReportSchema } from '../../../../server/contract/hook/hook-state.ts';
import { EventReader } from '../../../fixtures/event-reader.ts';
import {
  overlap,
  personBox,
  whyNoPeople,
  writePeopleHook,
  writePersonClip,
} from '../../../fixtures/people.ts';
import { TestServer } from '../../../fixtures/running-server.ts';
import { until } from '../../../fixtures/until.ts';
import { LiveClient } from '../live/live-client.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';

describe.skipIf(whyNoPeople)(`the example that finds people${whyNoPeople ? `: ${whyNoPeople}` : ''}`, () => {
  test('finds the person in a photo, in its process without a network, and the server tells it everywhere', async () => {
    using clips = new TemporaryFolder();
    const device = writePersonClip(clips.path);
    await using server = await TestServer.start({
      config: { cameras: [] },
      env: { CLIP_FOLDERS: clips.path },
    });
    const hooks = [writePeopleHook(server.dataFolder)];
    const camera = { id: 'door', name: 'Door', device, fps: 5, hooks };
    using events = await EventReader.open(`${server.url}/api/events`);
    const added = await server.fetch('/api/cameras', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cameras: [camera] }),
    });
    expect(added.status).toBe(200);

    using page = await LiveClient.open(server.url);
    page.show({ tile: 1, camera: 'door', annotations: true });
    const report = await until('somebody is found', async () => {
      const { cameras } = hooksReportSchema.parse(await (await server.fetch('/api/hooks')).json());
      const [found] = cameras[0]?.hooks ?? [];
      if (found && 'reason' in found.state) throw new Error(JSON.stringify(found));
      return found && found.annotations.length > 0 ? found : undefined;
    });
    expect(report).toMatchObject({ state: { kind: 'running' }, errors: 0, restarts: 0 });
    const [person, ...others] = report.annotations;
    expect([person?.label, others]).toEqual(['person', []]);
    expect(person?.score).toBeGreaterThan(0.35);
    expect(overlap(person?.box ?? [0, 0, 0, 0], personBox)).toBeGreaterThan(0.7);

    const told = await until('the wall is told', () =>
      page.notices.find(({ type }) => type === 'annotations'),
    );
    expect(told).toMatchObject({
      tile: 1,
      hook: 'people.ts',
      drawn: false,
      annotations: [{ label: 'person' }],
    });
    expect(await events.event('annotations')).toMatchObject({
      camera: 'door',
      annotations: [{ label: 'person' }],
    });
    expect(await events.event('hook')).toMatchObject({ name: 'person', text: '1 in view' });
    const metrics = await (await server.fetch('/metrics')).text();
    expect(metrics).toMatch(
      /^rpicam_hook_annotations_total{camera="door",hook="people.ts",label="person"} [1-9]\d*$/m,
    );
  });
});
