import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import { memberKey } from '../member-keys/member-key.ts'
import type { Member } from '../members/current-member.ts'

/** Calls the API for a member. @throws PublicError if the answer is not as expected */
export type AskApi = (path: string) => Promise<Response>

/** Calls with the same keys as the member's pages. */
export const createAskApi =
  (context: Context, member: Member, signal: AbortSignal): AskApi =>
  async (path) => {
    const purpose = /^\/v1\/(keys|audit)\b/.test(path) ? 'manage' : 'use'
    const [edge] = context.directory.findService('edge-gateway')
    if (edge === undefined)
      throw new PublicError('service_unavailable', 'The API cannot be reached right now. Try again.')
    const headers = { authorization: `Bearer ${await memberKey(context, member, purpose)}` }
    const response = await fetch(new URL(path, edge), { headers, signal })
    if (response.ok) return response
    await response.body?.cancel()
    throw new PublicError('service_unavailable', `${path} answered ${response.status}. Try again.`)
  }

type Page = { data: { id: string }[]; last_id: string | null; has_more: boolean }

/** All rows of a list of the API, page by page, as lines of JSON. */
export async function* linesOf(askApi: AskApi, path: string, limit: number): AsyncGenerator<Uint8Array> {
  for (let after: string | null = null; ;) {
    const place: string = after === null ? '' : `&after=${encodeURIComponent(after)}`
    const response = await askApi(`${path}?limit=${limit}${place}`)
    const page = (await response.json()) as Page
    yield printLines(page.data)
    if (!page.has_more) return
    after = page.last_id
  }
}

/** The body of an answer of the API as a stream. */
export async function* bodyOf(askApi: AskApi, path: string): AsyncGenerator<Uint8Array> {
  yield* (await askApi(path)).body!
}

export const printLines = (rows: readonly unknown[]): Uint8Array =>
  Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
