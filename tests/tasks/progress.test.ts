import { openDatabase } from '@gptget/postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { askTasks } from './ask-tasks.ts'
import { useTaskPlatform } from './use-task-platform.ts'

type Tables = { tasks: { task_id: string; version: string; submitted_at: Date } }

const world = useTaskPlatform()
const where = () => ({ baseUrl: world.platform.baseUrl, apiKey: world.account.apiKey })

let db: ReturnType<typeof openDatabase<Tables>>
beforeAll(() => {
  db = openDatabase<Tables>(world.platform.databaseUrl, { schema: 'tasks' })
})
afterAll(() => db.destroy())

/** A task that its provider works on forever, and never says how far it is. */
const begin = async (name: string) => {
  const asked = { type: 'video', model: 'test/kling', prompt: `${name} {{end=never}}` }
  const { body } = await askTasks(where(), 'POST', '/tasks', asked)
  const job = () => world.upstream.jobs().find((each) => each.body.includes(name))
  await expect.poll(() => job()?.polls).toBeGreaterThan(2)
  return { id: body.id as string, job: job()! }
}

const versionOf = async (id: string): Promise<string> =>
  (await db.selectFrom('tasks').select('version').where('task_id', '=', id).executeTakeFirstOrThrow()).version

it('a poll without news writes no change of the task', async () => {
  const { id, job } = await begin('a mill')
  const [version, polls] = [await versionOf(id), job.polls]
  await expect.poll(() => job.polls).toBeGreaterThan(polls + 5)
  expect(await versionOf(id)).toBe(version)
})

it('callers see guessed progress, and its events, although nothing is written', async () => {
  const { id } = await begin('a bridge')
  // The usual time of Kling is three minutes.
  await db
    .updateTable('tasks')
    .set({ submitted_at: new Date(Date.now() - 90_000) })
    .where('task_id', '=', id)
    .execute()
  const version = await versionOf(id)
  expect((await askTasks(where(), 'GET', `/tasks/${id}`)).body.progress).toBeOneOf([50, 51, 52])
  expect(await guessedEventOf(id)).toMatchObject({ id, status: 'in_progress' })
  expect(await versionOf(id)).toBe(version)
})

/** The first event of a task without an id. */
const guessedEventOf = async (id: string): Promise<unknown> => {
  const answer = await fetch(`${where().baseUrl}/tasks/${id}/events`, {
    headers: { authorization: `Bearer ${where().apiKey}` },
  })
  let text = ''
  for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += piece
    const guess = text
      .split('\n\n')
      .find((event) => event.startsWith('event: task.in_progress\ndata:') && !event.includes('\nid:'))
    if (guess !== undefined && text.endsWith('\n\n')) {
      const { progress, ...task } = JSON.parse(guess.slice(guess.indexOf('{'))) as { progress: number }
      expect(progress).toBeGreaterThanOrEqual(50)
      return task
    }
  }
  throw new Error(`the events ended without a guess: ${text}`)
}
