import { describe, expect, it } from 'vitest'
import { askTasks, endOf } from './ask-tasks.ts'
import { useTaskPlatform } from './use-task-platform.ts'

const world = useTaskPlatform()
/** These paths are not below `/v1`. */
const where = () => ({ baseUrl: new URL(world.platform.baseUrl).origin, apiKey: world.account.apiKey })
const ask = (method: string, path: string, body?: unknown) => askTasks(where(), method, path, body)
const ended = (id: string) => endOf({ ...where(), baseUrl: world.platform.baseUrl }, id)

describe('clients of midjourney-proxy', () => {
  it('submit and fetch an image and use one of its actions, with the provider account that created it', async () => {
    const { body: made } = await ask('POST', '/mj/submit/imagine', {
      prompt: 'a lighthouse',
      botType: 'MID_JOURNEY',
    })
    expect(made).toMatchObject({ code: 1, result: expect.stringMatching(/^task_/) })
    await ended(made.result)
    const { body: task } = await ask('GET', `/mj/task/${made.result}/fetch`)
    expect(task).toMatchObject({ status: 'SUCCESS', progress: '100%', action: 'IMAGINE', failReason: '' })
    expect(task.imageUrl).toContain(`/v1/images/${made.result}/content?index=0`)
    expect(world.upstream.jobs().at(-1)!.body).toContain('"botType":"MID_JOURNEY"')
    const { customId } = task.buttons[0]
    const { body: pressed } = await ask('POST', '/mj/submit/action', { taskId: made.result, customId })
    expect(await ended(pressed.result)).toMatchObject({ status: 'completed', cost: 0.02 })
    const upstreamId = world.upstream.jobs().at(-2)!.id
    expect(JSON.parse(world.upstream.jobs().at(-1)!.body)).toMatchObject({ taskId: upstreamId, customId })
    const answer = await fetch(`${where().baseUrl}/mj/task/list-by-condition`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.account.apiKey}` },
      body: JSON.stringify({ ids: [made.result, pressed.result, 'task_none'] }),
    })
    expect(((await answer.json()) as { id: string }[]).map(({ id }) => id).toSorted()).toEqual(
      [made.result, pressed.result].toSorted(),
    )
  })
})

describe('clients of Suno wrappers', () => {
  it('submit a song and fetch both of its takes', async () => {
    const song = { prompt: 'The sea goes on', title: 'Lighthouse', tags: 'folk', mv: 'chirp-v4' }
    const { body: made } = await ask('POST', '/suno/submit/music', song)
    expect(made.code).toBe('success')
    await ended(made.data)
    const { body: one } = await ask('GET', `/suno/fetch/${made.data}`)
    expect(one.data).toMatchObject({ task_id: made.data, status: 'SUCCESS', action: 'MUSIC' })
    expect(one.data.data.map(({ audio_url: url }: { audio_url: string }) => url)).toEqual(
      [0, 1].map((index) => expect.stringContaining(`/v1/audio/${made.data}/content?index=${index}`)),
    )
    const { body: many } = await ask('POST', '/suno/fetch', { ids: [made.data] })
    expect(many.data).toEqual([one.data])
  })
})
