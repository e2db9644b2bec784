import { taskWireOf } from '@gptget/protocol'
import { expect, it } from 'vitest'
import { pollMsOf } from './task-way.ts'

const wireOf = (taskMethod: 'replicate' | 'runway' | 'openai-videos') =>
  taskWireOf('openai-chat', { taskMethod })!
const webhookUrl = 'https://gptget.test/v1/provider-webhooks/replicate/task_1'

it('a router polls an image more often than a video, and less often if the provider calls back', () => {
  const replicate = wireOf('replicate')
  const [image, video, calledBack] = [
    pollMsOf(replicate, { type: 'image', webhookUrl: null }),
    pollMsOf(replicate, { type: 'video', webhookUrl: null }),
    pollMsOf(replicate, { type: 'video', webhookUrl }),
  ]
  expect([image, video, calledBack]).toEqual([3_000, 10_000, 30_000])
})

it.each(['runway', 'openai-videos'] as const)(
  'a router polls %s as often as ever with a webhook URL: it calls no address of a task',
  (method) => {
    const wire = wireOf(method)
    expect(pollMsOf(wire, { type: 'video', webhookUrl })).toBe(
      pollMsOf(wire, { type: 'video', webhookUrl: null }),
    )
  },
)
