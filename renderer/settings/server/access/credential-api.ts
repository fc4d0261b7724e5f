import { z } from 'zod';
import {
  linkSchema,
  newTokenSchema,
  tokenSchema,
  tokensPath,
  type LinkBody,
  type LinkView,
  type TokenBody,
  type TokenView,
} from '../../../../server/contract/access.ts';
import { answerTo, send } from '../../../api.ts';
import { readAnswer } from '../../../read-answer.ts';

const tokensSchema = z.object({ tokens: z.array(tokenSchema) });
const linksSchema = z.object({ links: z.array(linkSchema) });

/** A token with its secret, which no other answer holds. */
export type NewToken = z.infer<typeof newTokenSchema>;

// Each of these throws RefusedRequest, UnexpectedAnswer, or what fetch throws.

export async function readTokens(): Promise<TokenView[]> {
  return (await readAnswer(answerTo(tokensPath), tokensSchema)).tokens;
}

export function createToken(body: TokenBody): Promise<NewToken> {
  return readAnswer(send('POST', tokensPath, body), newTokenSchema);
}

/** Returns the tokens that are left. */
export async function revokeToken(id: string): Promise<TokenView[]> {
  return (await readAnswer(send('DELETE', `${tokensPath}/${encodeURIComponent(id)}`), tokensSchema)).tokens;
}

export async function readLinks(camera: string): Promise<LinkView[]> {
  return (await readAnswer(answerTo(linksPath(camera)), linksSchema)).links;
}

export function createLink(camera: string, body: LinkBody): Promise<LinkView> {
  return readAnswer(send('POST', linksPath(camera), body), linkSchema);
}

/** Returns the links of the same camera that are left. */
export async function revokeLink({ camera, id }: LinkView): Promise<LinkView[]> {
  const path = `${linksPath(camera)}/${encodeURIComponent(id)}`;
  return (await readAnswer(send('DELETE', path), linksSchema)).links;
}

function linksPath(camera: string): string {
  return `/api/cameras/${encodeURIComponent(camera)}/links`;
}
