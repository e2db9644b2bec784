import { Wrench } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { ToolCall } from '../../api/chat.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { TextArea } from '../../ui/field.tsx'
import { isCalling, type Answer, type Told, type ToolResult } from './chat-state.ts'
import { prettyJson } from './pretty-json.ts'

type ToolCallsProps = {
  answer: Answer
  next: Told | undefined
  onResults: (results: ToolResult[]) => void
}

/** The tools that an answer calls. Nothing runs here: a person enters their results. */
export const ToolCalls = ({ answer, next, onResults }: ToolCallsProps) => {
  const [contents, setContents] = useState<Record<string, string>>({})
  const mayUse = useMay('use')
  const isAsked = isCalling(answer) && next === undefined && mayUse
  const given = next?.type === 'results' ? next.results : []
  const send = (event: FormEvent) => {
    event.preventDefault()
    onResults(answer.toolCalls.map(({ id }) => ({ callId: id, content: contents[id] ?? '' })))
  }
  return (
    <form onSubmit={send} className="flex flex-col gap-3">
      {answer.toolCalls.map((call, index) => (
        <Call
          key={call.id}
          call={call}
          result={given.find(({ callId }) => callId === call.id)?.content}
          {...(isAsked && {
            field: {
              label: m.playground.resultOf(call.function.name, index + 1),
              value: contents[call.id] ?? '',
              onChange: (content: string) => setContents({ ...contents, [call.id]: content }),
            },
          })}
        />
      ))}
      {isAsked && (
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" look="primary" size="sm">
            {m.playground.sendResults}
          </Button>
          <p className="text-xs text-faint">{m.playground.resultsHint}</p>
        </div>
      )}
    </form>
  )
}

type Field = { label: string; value: string; onChange: (content: string) => void }
type CallProps = { call: ToolCall; result: string | undefined; field?: Field }

const Call = ({ call, result, field }: CallProps) => (
  <section className="flex min-w-0 flex-col gap-2 rounded-md border border-line px-3 py-2.5">
    <p className="flex items-center gap-2 text-sm font-medium">
      <Wrench size={15} aria-hidden className="shrink-0 text-accent" />
      {m.playground.calls(call.function.name)}
    </p>
    <CodeBlock code={prettyJson(call.function.arguments) ?? call.function.arguments} />
    {field && (
      <TextArea
        label={field.label}
        value={field.value}
        placeholder={m.playground.resultPlaceholder}
        onChange={({ target }) => field.onChange(target.value)}
      />
    )}
    {result !== undefined && (
      <div>
        <p className="mb-1 text-xs text-soft">{m.playground.result}</p>
        <CodeBlock code={prettyJson(result) ?? result} />
      </div>
    )}
  </section>
)
