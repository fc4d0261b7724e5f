import { describe, expect, test } from 'vitest';
import { describeApi, type DescribedOperation } from '../../../../renderer/api-docs/description.ts';
import { openApiSchema } from '../../../../renderer/api-docs/openapi.ts';
import { curlLine, missingValues, requestPath } from '../../../../renderer/api-docs/request-text.ts';
import { found } from '../../../../renderer/api-docs/search-operations.ts';
import { TestServer } from '../../../fixtures/running-server.ts';

// The server's own description of itself.
async function describedByServer(): Promise<unknown> {
  await using server = await TestServer.start({ config: { cameras: [] } });
  return (await server.fetch('/api/openapi.json')).json();
}

const described = openApiSchema.parse(await describedByServer());
const { operations, errorFields } = describeApi(described);

function operation(id: string): DescribedOperation {
  const one = operations.find((each) => each.id === id);
  if (!one) throw new Error(`no operation ${id}`);
  return one;
}

describe('the description the page makes of the server’s own', () => {
  test('has every operation, each with an example where it takes a body', () => {
    const paths = Object.values(described.paths);
    expect(operations).toHaveLength(paths.flatMap((methods) => Object.keys(methods)).length);
    for (const { id, body } of operations) if (body) expect([id, body.example]).not.toEqual([id, undefined]);
  });

  test('names fields with their places, types, ranges and whether they are required', () => {
    const fields = operation('postApiCamerasIdLinks').body?.fields ?? [];
    expect(fields).toContainEqual(
      expect.objectContaining({ name: 'expires_in', type: 'integer, 60 to 31536000', required: true }),
    );
    expect(fields.find(({ name }) => name === 'scope')?.words).toEqual(['stream', 'still']);
    const config = operation('getApiCameras').answers.find(({ status }) => status === '200')?.fields ?? [];
    expect(config).toContainEqual(
      expect.objectContaining({ name: 'cameras[].port', type: 'integer, 1 to 65535 or null' }),
    );
    expect(config.map(({ name }) => name)).toContain('auth.username');
  });

  test('tells the body of errors once', () => {
    const errors = operation('postApiCameras').answers.filter(({ status }) => Number(status) >= 400);
    expect(errors.length).toBeGreaterThan(3);
    expect(errors.flatMap(({ fields }) => fields)).toEqual([]);
    expect(errorFields.map(({ name }) => name)).toEqual(expect.arrayContaining(['detail', 'code', 'field']));
  });
});

describe('a curl line', () => {
  const setting = { origin: 'http://pi:8000', user: undefined };

  test('has what was filled in, and braces where nothing was', () => {
    const snapshot = operation('getCamIdSnapshot');
    expect(curlLine(snapshot, { id: 'Flur 1', width: '320' }, setting)).toBe(
      "curl -o 'Flur-1.jpg' 'http://pi:8000/cam/Flur%201/snapshot?width=320'",
    );
    expect(requestPath(snapshot, {})).toBe('/cam/{id}/snapshot');
    expect(missingValues(snapshot, {})).toEqual(['id']);
  });

  test('sends a body as one word of the shell, whatever is in it', () => {
    const patch = operation('patchApiCamerasId');
    const odd = { ...patch, body: { fields: [], example: { name: "Jürgen's $HOME" } } };
    expect(curlLine(odd, { id: 'a' }, setting)).toBe(
      `curl -X PATCH -H 'Content-Type: application/json' -d '{"name":"Jürgen'\\''s $HOME"}' 'http://pi:8000/api/cameras/a'`,
    );
  });

  test('logs in where a login is asked for, and only there', () => {
    const asMe = { ...setting, user: 'me' };
    expect(curlLine(operation('getApiTokens'), {}, asMe)).toBe("curl -u 'me' 'http://pi:8000/api/tokens'");
    expect(curlLine(operation('getApiSession'), {}, asMe)).toBe("curl 'http://pi:8000/api/session'");
  });

  test('ends by itself for a stream, and shows events as they come', () => {
    expect(curlLine(operation('getCamIdVideo'), { id: 'a' }, setting)).toContain(
      "--max-time 10 -o 'a.mjpeg'",
    );
    expect(curlLine(operation('getApiEvents'), {}, setting)).toContain('curl -N ');
  });
});

describe('a search', () => {
  test('wants every word, in paths, words or fields', () => {
    expect(found(operations, ' Expires_in  LINKS').map(({ id }) => id)).toEqual(['postApiCamerasIdLinks']);
    expect(found(operations, '')).toHaveLength(operations.length);
  });
});
