import type { Context } from '../context.ts'
import type { Member } from '../members/current-member.ts'
import { bodyOf, linesOf, printLines, type AskApi } from './ask-api.ts'
import type { ArchivedFile } from './zip.ts'

const DAY_MS = 86_400_000
/** The longest period that one request to the API may cover. */
const ACTIVITY_DAYS = 366

/** All data of an organization as files. Keys appear as in their list, without secrets. */
export const organizationFiles = async (
  context: Context,
  member: Member,
  askApi: AskApi,
): Promise<ArchivedFile[]> => {
  const { createdAt, name } = await context.db
    .selectFrom('organization')
    .select(['createdAt', 'name'])
    .where('id', '=', member.organizationId)
    .executeTakeFirstOrThrow()
  const about = {
    organization_id: member.organizationId,
    account_id: member.accountId,
    name,
    created_at: createdAt,
    exported_at: context.now(),
    exported_by: member.email,
  }
  return [
    { name: 'organization.json', content: once(() => [about]) },
    { name: 'members.jsonl', content: once(() => readMembers(context, member.organizationId)) },
    { name: 'keys.jsonl', content: keyLines(askApi) },
    { name: 'provider-keys.jsonl', content: once(async () => readList(askApi, '/v1/byok')) },
    { name: 'webhooks.jsonl', content: once(async () => readList(askApi, '/v1/webhooks')) },
    { name: 'ledger.csv', content: bodyOf(askApi, '/v1/ledger?format=csv') },
    ...activityFiles(askApi, createdAt, context.now()),
    { name: 'audit.jsonl', content: linesOf(askApi, '/v1/audit', 100) },
    { name: 'media.jsonl', content: linesOf(askApi, '/v1/media', 100) },
  ]
}

/** A list that fits into one answer; it is read when its turn comes. */
async function* once(read: () => unknown[] | Promise<unknown[]>): AsyncGenerator<Uint8Array> {
  yield printLines(await read())
}

const readList = async (askApi: AskApi, path: string): Promise<unknown[]> =>
  ((await (await askApi(path)).json()) as { data: unknown[] }).data

const KEYS_PAGE = 100

/** Keys are paged by offset. */
async function* keyLines(askApi: AskApi): AsyncGenerator<Uint8Array> {
  for (let offset = 0; ; offset += KEYS_PAGE) {
    const keys = await readList(askApi, `/v1/keys?include_disabled=true&offset=${offset}`)
    yield printLines(keys)
    if (keys.length < KEYS_PAGE) return
  }
}

const readMembers = ({ db }: Context, organizationId: string) =>
  db
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.userId')
    .select(['user.email', 'user.name', 'member.role', 'member.createdAt as since'])
    .where('member.organizationId', '=', organizationId)
    .orderBy('member.createdAt')
    .execute()

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** One file for each period, from the organization's first day to today. */
const activityFiles = (askApi: AskApi, from: Date, to: Date): ArchivedFile[] => {
  const files: ArchivedFile[] = []
  for (let start = from.getTime(); start <= to.getTime(); start += ACTIVITY_DAYS * DAY_MS) {
    const end = Math.min(start + (ACTIVITY_DAYS - 1) * DAY_MS, to.getTime())
    const path = `/v1/activity?format=csv&from=${dayOf(start)}&to=${dayOf(end)}`
    files.push({ name: `activity-${dayOf(start)}.csv`, content: bodyOf(askApi, path) })
  }
  return files
}
