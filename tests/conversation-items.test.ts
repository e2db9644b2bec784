import OpenAI from 'openai'
import { beforeAll, describe, expect, it } from 'vitest'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { openaiFor, usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5']) }))

const say = (content: string) => ({ type: 'message' as const, role: 'user' as const, content })
const textsOf = (items: unknown[]): unknown[] =>
  items.map((item) => (item as { content: { text: string }[] }).content[0]?.text)

let openai: OpenAI
beforeAll(() => {
  openai = world.openai
})

const listed = (id: string, order: 'asc' | 'desc' = 'asc') =>
  Array.fromAsync(openai.conversations.items.list(id, { order }))

describe('the items of a conversation', () => {
  it('are listed in both orders, page by page, including those of its responses', async () => {
    const { id } = await openai.conversations.create({ items: [say('one')] })
    await openai.conversations.items.create(id, { items: [say('two'), say('three')] })
    await openai.responses.create({ model: modelOf('text-5'), input: 'four', conversation: id })
    const items = await listed(id)
    expect(textsOf(items).slice(0, 4)).toEqual(['one', 'two', 'three', 'four'])
    expect(items).toHaveLength(5)
    expect(new Set(items.map((item) => item.id)).size).toBe(5)
    expect(await listed(id, 'desc')).toEqual(items.toReversed())
    const page = await openai.conversations.items.list(id, { order: 'asc', limit: 2 })
    expect(page.has_more).toBe(true)
    expect(textsOf((await page.getNextPage()).data)).toEqual(['three', 'four'])
  })

  it('are read and deleted individually; the others keep their ids and are sent to the model', async () => {
    const { id } = await openai.conversations.create({ items: [say('one'), say('two'), say('three')] })
    const [first, second, third] = await listed(id)
    expect(await openai.conversations.items.retrieve(second!.id!, { conversation_id: id })).toEqual(second)
    expect(await openai.conversations.items.delete(second!.id!, { conversation_id: id })).toMatchObject({
      id,
    })
    expect(await listed(id)).toEqual([first, third])
    await expect(
      openai.conversations.items.retrieve(second!.id!, { conversation_id: id }),
    ).rejects.toMatchObject({ status: 404 })
    await openai.responses.create({ model: modelOf('text-5'), input: 'four', conversation: id })
    const { messages } = world.upstream.requests().at(-1)!.json as { messages: { content: string }[] }
    expect(messages.map(({ content }) => content)).toEqual(['one', 'three', 'four'])
  })

  it('of another account answer 404', async () => {
    const { id } = await openai.conversations.create({ items: [say('mine')] })
    const [item] = await listed(id)
    const { apiKey } = await world.platform.admin.createAccount()
    const other = openaiFor(world.platform.baseUrl, apiKey)
    const where = { conversation_id: id }
    const attempts = [
      () => other.conversations.items.list(id).then((page) => page),
      () => other.conversations.items.create(id, { items: [say('theirs')] }),
      () => other.conversations.items.retrieve(item!.id!, where),
      () => other.conversations.items.delete(item!.id!, where),
      () => other.conversations.update(id, { metadata: { a: 'b' } }),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ status: 404 })
    expect(await listed(id)).toEqual([item])
  })
})

it('allow changes of the conversation’s metadata', async () => {
  const { id } = await openai.conversations.create({ metadata: { topic: 'a' } })
  const changed = await openai.conversations.update(id, { metadata: { topic: 'b' } })
  expect(changed).toMatchObject({ id, metadata: { topic: 'b' } })
  expect(await openai.conversations.retrieve(id)).toEqual(changed)
})
