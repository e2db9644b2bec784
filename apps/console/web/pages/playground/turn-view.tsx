import { Link } from '@tanstack/react-router'
import { ApiError } from '../../api/client.ts'
import { m } from '../../messages/index.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { RichText } from '../../ui/rich-text.tsx'
import { Failure } from '../../ui/states.tsx'
import { AnswerFacts } from './answer-facts.tsx'
import { AttachmentView } from './attached.tsx'
import type { Answer, Told, Turn } from './chat-state.ts'
import { prettyJson } from './pretty-json.ts'
import { ToolCalls } from './tool-calls.tsx'

type TurnProps = {
  turn: Turn
  /** The results of the tools that this turn's answer calls; undefined: not entered yet. */
  next: Told | undefined
  onResults: React.ComponentProps<typeof ToolCalls>['onResults']
}

export const TurnView = ({ turn: { told, answer }, next, onResults }: TurnProps) => (
  <article className="flex flex-col gap-4">
    {told.type === 'question' && <Asked question={told} />}
    <Answered answer={answer} />
    {answer.toolCalls.length > 0 && <ToolCalls answer={answer} next={next} onResults={onResults} />}
    <AnswerFacts answer={answer} />
  </article>
)

const Asked = ({ question }: { question: Extract<Told, { type: 'question' }> }) => (
  <div className="ml-auto max-w-[85%] rounded-lg bg-accent-soft px-4 py-2.5">
    <p className="sr-only">{m.playground.you}</p>
    {question.attachments.map((attachment) => (
      <div key={attachment.id} className="mb-2">
        <AttachmentView attachment={attachment} className="max-h-60 rounded-md" />
      </div>
    ))}
    <p className="break-words whitespace-pre-wrap">{question.text}</p>
  </div>
)

const Answered = ({ answer }: { answer: Answer }) => (
  <div aria-busy={answer.status === 'streaming'} className="min-w-0 empty:hidden">
    {answer.status === 'waiting' && <p className="shimmer text-soft">{m.playground.thinking}</p>}
    {answer.reasoning !== '' && <Reasoning answer={answer} />}
    {answer.text !== '' && <Text text={answer.text} />}
    {answer.error && <Refusal error={answer.error} />}
  </div>
)

/** The reasoning, open until the answer begins. */
const Reasoning = ({ answer: { text, toolCalls, reasoning } }: { answer: Answer }) => (
  <details
    className="mb-3 rounded-md border border-line px-3 py-2 text-soft"
    open={text === '' && toolCalls.length === 0}
  >
    <summary className="cursor-pointer text-sm font-medium">{m.playground.reasoning}</summary>
    <p className="mt-2 break-words whitespace-pre-wrap">{reasoning}</p>
  </details>
)

const Text = ({ text }: { text: string }) => {
  const json = prettyJson(text)
  return json === undefined ? <RichText text={text} /> : <CodeBlock code={json} />
}

const Refusal = ({ error }: { error: Error }) => (
  <div className="mt-2 flex flex-col gap-2">
    <Failure error={error} />
    {error instanceof ApiError && error.status === 402 && (
      <Link to="/credits" className="font-medium text-accent hover:underline">
        {m.playground.addCredit}
      </Link>
    )}
  </div>
)
