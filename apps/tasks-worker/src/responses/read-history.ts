import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import { readTurns } from '../conversations/conversations.ts'
import { printChain } from '../bodies/print-kept.ts'
import { workOnRows } from '../bodies/work-on-rows.ts'
import { retentionMsOf } from '../retention/retention.ts'
import type { Context } from '../context.ts'
import type { ResponseRow } from '../db/schema/responses.ts'

type Asked = { accountId: string; previousResponseId: string | null; conversationId: string | null }

/** The history of a request, as JSON, without instructions. @throws PublicError naming the field */
export const readHistory = async (context: Context, asked: Asked): Promise<Buffer> => {
  const { accountId, previousResponseId, conversationId } = asked
  if (conversationId !== null) return readTurns(context, { accountId, conversationId })
  if (previousResponseId === null) return Buffer.from('[]')
  const chain = await readChain(context, accountId, previousResponseId)
  refuseUnusable(chain, previousResponseId)
  await keepLonger(context, accountId, chain)
  const links = chain.map(({ status, input, response }) => ({ status, input, response }))
  const texts = links.flatMap(({ input, response }) => [input, response])
  return (await workOnRows(context, { printChain }, { links }, { accountId, texts })).printed
}

type Link = Pick<
  ResponseRow,
  'response_id' | 'previous_response_id' | 'conversation_id' | 'status' | 'input' | 'response'
>

/** From the first response to the requested one. */
const readChain = async (context: Context, accountId: string, responseId: string): Promise<Link[]> => {
  const columns = sql`response_id, previous_response_id, conversation_id, status, input, response`
  const { rows } = await sql<Link>`
    with recursive chain as (
      select ${columns}, 0 as depth from responses
      where response_id = ${responseId} and account_id = ${accountId} and expires_at > ${context.now()}
      union all
      select r.response_id, r.previous_response_id, r.conversation_id, r.status, r.input, r.response, depth + 1
      from chain join responses r on r.response_id = chain.previous_response_id and r.account_id = ${accountId}
    ) select ${columns} from chain order by depth desc`.execute(context.db)
  return rows
}

const refuseUnusable = (chain: Link[], responseId: string): void => {
  const [first] = chain
  const last = chain.at(-1)
  if (!first || !last) throw refusal(`Previous response with id '${responseId.slice(0, 100)}' not found.`)
  if (last.status !== 'completed' && last.status !== 'incomplete')
    throw refusal(`The previous response is ${last.status}: only a completed response can be continued.`)
  if (first.previous_response_id !== null)
    throw refusal(`The previous response continues '${first.previous_response_id}', which no longer exists.`)
  if (chain.some(({ conversation_id }) => conversation_id !== null))
    throw refusal('The previous response belongs to a conversation: use that instead.')
}

const refusal = (message: string): PublicError =>
  new PublicError('invalid_request', message, { param: 'previous_response_id' })

const DAY_MS = 86_400_000

/** Responses that a conversation still uses do not expire. Written at most once a day. */
const keepLonger = async (context: Context, accountId: string, chain: Link[]): Promise<void> => {
  const expiresAt = context.now().getTime() + (await retentionMsOf(context, 'responses', accountId))
  await context.db
    .updateTable('responses')
    .set({ expires_at: new Date(expiresAt) })
    .where(
      'response_id',
      'in',
      chain.map((link) => link.response_id),
    )
    .where('expires_at', '<', new Date(expiresAt - DAY_MS))
    .execute()
}
