import Anthropic, { NotFoundError } from '@anthropic-ai/sdk'
import type OpenAI from 'openai'
import { generationSchema } from '@gptget/api/schemas/generation'
import { expect, it } from 'vitest'
import { describeAgents, modelOf } from './agents.ts'
import { VENDORS, type ScriptedTurn } from './scripted-model.ts'

const vendor = VENDORS['Anthropic’s toolset']

const TURNS: ScriptedTurn[] = [
  { say: 'I click.', deeds: [{ do: 'click', x: 40, y: 50 }] },
  { say: 'I ask.', deeds: [{ do: 'bash', command: 'echo 42' }] },
  { say: 'It is {last}.' },
]

const asked = (id: string) => ({ model: modelOf(vendor), computer_id: id, max_steps: 5 })

type Block = { type: string; [field: string]: unknown }

describeAgents('a run in the caller’s own dialect', ({ world, call, script, newComputer }) => {
  it('is an Anthropic message for the official SDK, streamed and plain', async () => {
    const { id } = await newComputer()
    script(vendor, TURNS)
    const client = new Anthropic({
      baseURL: world.platform.baseUrl.replace(/\/v1$/, ''),
      apiKey: world.account.apiKey,
      maxRetries: 0,
    })
    const body = {
      ...asked(id),
      max_tokens: 500,
      messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Count.' }] }],
    }
    const whole = await client.messages.create(body)
    const streamed = await client.messages.stream(body).finalMessage()
    for (const message of [whole, streamed]) {
      expect(message.stop_reason).toBe('end_turn')
      const blocks = message.content as unknown as Block[]
      expect(blocks.map(({ type }) => type)).toEqual([
        'text',
        'tool_use',
        'tool_result',
        'text',
        'tool_use',
        'tool_result',
        'text',
      ])
      expect(blocks[1]).toMatchObject({ name: 'computer', input: { action: 'click', x: 40, y: 50 } })
      expect(blocks[2]).toMatchObject({
        tool_use_id: blocks[1]!['id'],
        content: [{ type: 'image', source: { url: expect.stringContaining('/v1/images/run_') as string } }],
      })
      expect(blocks[5]).toMatchObject({ is_error: false, content: [{ type: 'text', text: '42' }] })
      expect(blocks[6]).toMatchObject({ text: 'It is 42.' })
      expect(message.usage.output_tokens).toBe(150)
    }
    const error = await client.messages
      .create({ ...body, computer_id: 'none' } as typeof body)
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NotFoundError)
  })

  it('is an OpenAI response for the official SDK, streamed and plain', async () => {
    const { id } = await newComputer()
    script(vendor, TURNS)
    const body = { ...asked(id), input: 'Count.' }
    const whole = await world.openai.responses.create(body)
    let streamed: OpenAI.Responses.Response | null = null
    let text = ''
    const numbers: number[] = []
    for await (const event of await world.openai.responses.create({ ...body, stream: true })) {
      numbers.push(event.sequence_number)
      if (event.type === 'response.output_text.delta') text += event.delta
      if (event.type === 'response.completed') streamed = event.response
    }
    expect(numbers).toEqual(numbers.map((_, at) => at))
    expect(text).toBe('I click.I ask.It is 42.')
    for (const response of [whole, streamed!]) {
      expect(response.status).toBe('completed')
      const items = response.output as unknown as Block[]
      expect(items.map(({ type }) => type)).toEqual([
        'message',
        'computer_call',
        'computer_call_output',
        'message',
        'shell_call',
        'shell_call_output',
        'message',
      ])
      expect(items[1]).toMatchObject({ actions: [{ type: 'click', button: 'left', x: 40, y: 50 }] })
      expect(items[2]).toMatchObject({
        call_id: items[1]!['call_id'],
        output: { image_url: expect.stringContaining('/v1/images/run_') as string },
      })
      expect(items[5]).toMatchObject({ output: [{ stdout: '42' }] })
      expect(response.usage?.total_tokens).toBe(3_150)
    }
  })

  it('contains only text on request', async () => {
    const { id } = await newComputer()
    script(vendor, TURNS)
    const body = {
      ...asked(id),
      computer_events: false,
      messages: [{ role: 'user' as const, content: 'Count.' }],
    }
    const whole = await world.openai.chat.completions.create(body)
    expect(whole).not.toHaveProperty('computer')
    expect(whole.choices[0]!.message.content).toBe('It is 42.')
    const { body: receipt } = await call<{ data: { generations: { cost: number }[] } }>(
      'GET',
      `/generation?id=${whole.id}`,
    )
    expect(receipt).not.toHaveProperty('error')
    expect(generationSchema.safeParse(receipt).error).toBeUndefined()
    expect(receipt.data).toMatchObject({ total_cost: 0.033, tokens_prompt: 3_000, finish_reason: 'stop' })
    expect(receipt.data.generations.map(({ cost }) => cost)).toEqual([0.011, 0.011, 0.011])
    expect((await call('GET', '/generation?id=chatcmpl-run_none')).status).toBe(404)
    let text = ''
    for await (const chunk of await world.openai.chat.completions.create({ ...body, stream: true })) {
      expect(chunk).not.toHaveProperty('computer')
      text += chunk.choices[0]!.delta.content ?? ''
    }
    expect(text).toBe('I click.\n\nI ask.\n\nIt is 42.')
  })
})
