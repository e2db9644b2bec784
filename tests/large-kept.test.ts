import type OpenAI from 'openai'
import { beforeAll, describe, expect, it } from 'vitest'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5']) }))
const model = modelOf('text-5')

/** Large enough for a thread. */
const LONG = 'ä'.repeat(300 * 1024)

const say = (content: string) => ({ type: 'message' as const, role: 'user' as const, content })
const textsOf = (items: unknown[]): unknown[] =>
  items.map((item) => (item as { content: { text: string }[] }).content[0]?.text)
const toldLast = (): string[] => {
  const { messages } = world.upstream.requests().at(-1)!.json as { messages: { content: string }[] }
  return messages.map(({ content }) => content)
}

let openai: OpenAI
beforeAll(() => {
  openai = world.openai
})

describe('large stored data', () => {
  it('works as a conversation: added, listed, read, deleted and sent to a model', async () => {
    const { id } = await openai.conversations.create({ items: [say(LONG), say('one')] })
    const { data } = await openai.conversations.items.create(id, { items: [say(LONG), say('two')] })
    expect(textsOf(data)).toEqual([LONG, 'two'])
    const items = await Array.fromAsync(openai.conversations.items.list(id, { order: 'asc' }))
    expect(textsOf(items)).toEqual([LONG, 'one', LONG, 'two'])
    expect(items.slice(2)).toEqual(data)
    const where = { conversation_id: id }
    const last = items.at(-1)!.id!
    expect(await openai.conversations.items.retrieve(last, where)).toEqual(items.at(-1))
    await openai.conversations.items.delete(last, where)
    await expect(openai.conversations.items.retrieve(last, where)).rejects.toMatchObject({ status: 404 })
    await openai.responses.create({ model, input: 'three', conversation: id })
    expect(toldLast()).toEqual([LONG, 'one', LONG, 'three'])
  })

  it('works as a response: read, listed, continued and referred to', async () => {
    const kept = await openai.responses.create({ model, input: [say(LONG), say('one')] })
    expect((await openai.responses.retrieve(kept.id)).output).toEqual(kept.output)
    const items = await Array.fromAsync(openai.responses.inputItems.list(kept.id, { order: 'asc' }))
    expect(textsOf(items)).toEqual([LONG, 'one'])
    await openai.responses.create({ model, input: 'two', previous_response_id: kept.id })
    expect(toldLast()).toEqual([LONG, 'one', kept.output_text, 'two'])
    await openai.responses.create({ model, input: [{ type: 'item_reference', id: items[0]!.id! }] })
    expect(toldLast()).toEqual([LONG])
    const missing = [{ type: 'item_reference' as const, id: 'msg_none' }, say(LONG)]
    await expect(openai.responses.create({ model, input: missing })).rejects.toMatchObject({ status: 404 })
  })

  it('works in the background', async () => {
    const { id } = await openai.responses.create({ model, input: LONG, background: true })
    const read = () => openai.responses.retrieve(id)
    await expect.poll(async () => (await read()).status, { timeout: 10_000 }).toBe('completed')
    expect((await read()).output_text).toMatch(/\w/)
    const items = await Array.fromAsync(openai.responses.inputItems.list(id))
    expect(textsOf(items)).toEqual([LONG])
  })
})
