import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { adapt } from '../../adapt/adapt.ts'
import { refuseLosses } from '../../canonical/losses.ts'
import type { JsonObject } from '../../json/object.ts'
import { CLIENT_FACING, UPSTREAM_FACING } from '../../registry/dialects.ts'

const send = (to: Dialect, body: JsonObject) => {
  const target = { dialect: to, model: 'up', quirks: {} }
  const whole = { model: 'x/y', max_tokens: 99, messages: [{ role: 'user', content: 'Hi' }], ...body }
  const { request, losses } = adapt(CLIENT_FACING['anthropic-messages'].readRequest(whole), target)
  return { request, losses, text: JSON.stringify(UPSTREAM_FACING[to].writeRequest(request, target)) }
}

const CLIENT_TOOLS = [
  { type: 'bash_20250124', name: 'bash', argument: 'restart' },
  { type: 'text_editor_20250124', name: 'str_replace_editor', argument: 'undo_edit' },
  { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool', argument: 'insert_text' },
  { type: 'memory_20250818', name: 'memory', argument: 'old_path' },
]

const FOREIGN = DIALECTS.filter((dialect) => dialect !== 'anthropic-messages')

describe.each(FOREIGN)('tools that Anthropic describes and the caller runs, at %s', (to) => {
  it.each(CLIENT_TOOLS)(
    'become functions with their documented arguments: $type',
    ({ type, name, argument }) => {
      const { request, losses, text } = send(to, {
        tools: [{ type, name }],
        tool_choice: { type: 'tool', name },
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name, input: { command: 'view' } }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'ok' }] },
        ],
      })
      expect(losses).toEqual([])
      expect(request.tools.map((tool) => tool.type === 'function' && tool.name)).toEqual([name])
      expect(request.toolChoice).toEqual({ type: 'tool', name })
      expect(text).toContain(`"${argument}"`)
    },
  )

  it('include the parameter that limits the shown part of a file', () => {
    const { losses, text } = send(to, {
      tools: [{ type: 'text_editor_20250728', name: 'str_replace_based_edit_tool', max_characters: 4321 }],
    })
    expect(losses).toEqual([])
    expect(text).toContain('At most 4321 characters')
  })

  it('are named as lost if only Anthropic’s models know them, and refused under strict', () => {
    const unknown = [
      { type: 'computer_20251124', name: 'computer', display_width_px: 1, display_height_px: 1 },
      { type: 'web_search_20250305', name: 'web_search' },
      { type: 'bash_20991231', name: 'bash' },
    ]
    const { losses } = send(to, { tools: unknown })
    expect(losses).toEqual(
      unknown.map((_, index) => ({
        param: `tools[${index}]`,
        action: 'dropped',
        reason: 'Only models of its own vendor can use this tool.',
      })),
    )
    expect(() => refuseLosses(losses)).toThrow('tools[0]')
  })
})

it('a tool that Anthropic defines is sent to Anthropic unchanged', () => {
  const tools = [{ type: 'bash_20250124', name: 'bash' }]
  expect(JSON.parse(send('anthropic-messages', { tools }).text)).toMatchObject({ tools })
})
