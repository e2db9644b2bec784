import { listHolds } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { askTasks, endOf } from './ask-tasks.ts'
import { WAYS } from './task-config.ts'
import { useTaskPlatform } from './use-task-platform.ts'

const world = useTaskPlatform()
const where = () => ({ baseUrl: world.platform.baseUrl, apiKey: world.account.apiKey })

const make = async (model: string, script: string, more: object = {}) => {
  const { type } = WAYS[model]!
  const asked = { type, model, prompt: `a lighthouse {{${script}}}`, ...more }
  const { status, body } = await askTasks(where(), 'POST', '/tasks', asked)
  expect([status, body.error ?? null]).toEqual([200, null])
  return endOf(where(), body.id)
}

const countOf = (api: string, script: string): number =>
  world.upstream.submissions().filter((each) => each.api === api && each.body.includes(script)).length

const bytesAt = async (url: string) => {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${world.account.apiKey}` } })
  await answer.arrayBuffer()
  return [answer.status, answer.headers.get('content-type')]
}

const TYPES = { video: 'video/mp4', mj: 'image/png', suno: 'audio/mpeg' }

describe.each(Object.keys(WAYS))('%s', (model) => {
  const { usd, type, api } = WAYS[model]!

  it('completes a task, stores its files and charges its cost, without a trace of the provider in the answer', async () => {
    const task = await make(model, 'polls=2 isOdd=true')
    expect(task).toMatchObject({ status: 'completed', progress: 100, cost: usd })
    expect(
      task.result.data.filter(({ variant }: { variant: string | null }) => variant === null),
    ).toHaveLength(type === 'suno' ? 2 : 1)
    for (const { url } of task.result.data) expect((await bytesAt(url))[0]).toBe(200)
    expect(await bytesAt(task.result.url)).toEqual([200, TYPES[type]])
    const said = JSON.stringify(task)
    for (const theirs of [world.upstream.url, `${api}-job`, 'key-of-the']) expect(said).not.toContain(theirs)
  })

  it('charges nothing for a failed task, and reports whether its content was refused', async () => {
    const [failed, refused, empty] = await Promise.all(
      ['end=fail', 'end=refuse', 'end=empty'].map((script) => make(model, script)),
    )
    expect(failed).toMatchObject({ status: 'failed', cost: 0, result: null })
    expect(JSON.stringify(failed.error)).not.toMatch(/example\.com|secret/)
    expect([refused.status, refused.error.code]).toEqual(['failed', 'content_policy_violation'])
    // OpenAI's answer has no data about the file: it always exists.
    expect([empty.status, empty.error?.code ?? null]).toEqual(
      api === 'openai-videos' ? ['completed', null] : ['failed', 'no_output'],
    )
  })

  it('submits a task again after a rate limit, but not after an unknown outcome', async () => {
    const [limited, lost] = await Promise.all([
      make(model, 'submit=429 times=1'),
      make(model, 'submit=lose polls=0'),
    ])
    expect([limited.status, countOf(api, 'submit=429')]).toEqual(['completed', 2])
    // Kling finds a task by our id.
    expect([lost.status, lost.error?.code ?? null]).toEqual(
      api === 'kling' ? ['completed', null] : ['failed', 'outcome_unknown'],
    )
    expect(countOf(api, 'submit=lose')).toBe(1)
  })

  it('fetches the file again if it was missing', async () => {
    expect((await make(model, 'file=gone')).status).toBe('completed')
  })
})

describe('a running task', () => {
  it.each(['test/runway', 'test/seedance', 'test/replicate', 'test/fal'])(
    'is cancelled at %s',
    async (model) => {
      const asked = { type: 'video', model, prompt: 'x {{end=never}}' }
      const { body: task } = await askTasks(where(), 'POST', '/tasks', asked)
      await expect
        .poll(async () => (await askTasks(where(), 'GET', `/tasks/${task.id}`)).body.status)
        .toBe('in_progress')
      expect((await askTasks(where(), 'POST', `/tasks/${task.id}/cancel`)).status).toBe(200)
      const end = await endOf(where(), task.id)
      // fal reports a cancelled request as failed.
      expect(end.status).toBe(model === 'test/fal' ? 'failed' : 'cancelled')
      expect(end.cost).toBe(0)
    },
  )
})

describe('prices', () => {
  it('depend on the requested tier', async () => {
    expect((await make('test/veo', '', { resolution: '1080p', seconds: 4 })).cost).toBe(2.4)
    expect((await make('test/veo', '', { size: '1080x1920', seconds: 4 })).cost).toBe(2.4)
    expect((await make('test/veo', '', { resolution: '1080P', seconds: 4 })).cost).toBe(2.4)
    expect((await make('test/kling', '', { quality: 'std', seconds: 10 })).cost).toBe(0.5)
  })

  it('leave no open hold and a consistent ledger', async () => {
    const asked = { owner: 'tasks', isLeftBehind: false, isReleasedIncluded: false }
    const open = async () => (await world.platform.bus.call(listHolds, asked)).holds
    await expect.poll(open, { timeout: 20_000 }).toEqual([])
    expect(await world.platform.admin.findBreaches()).toEqual([])
  })
})
