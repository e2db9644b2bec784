import { Link } from '@tanstack/react-router'
import { ApiError } from '../../api/client.ts'
import { m } from '../../messages/index.ts'
import { Failure } from '../../ui/states.tsx'
import { AnswerFacts } from './answer-facts.tsx'
import type { Answer, Question, Turn } from './chat-state.ts'
import { RichText } from '../../ui/rich-text.tsx'

export const TurnView = ({ turn }: { turn: Turn }) => (
  <article className="flex flex-col gap-4">
    <Asked question={turn.question} />
    <Answered answer={turn.answer} />
  </article>
)

const Asked = ({ question }: { question: Question }) => (
  <div className="ml-auto max-w-[85%] rounded-lg bg-accent-soft px-4 py-2.5">
    <p className="sr-only">{m.playground.you}</p>
    {question.pictures.map(({ name, url }) => (
      <img key={url} src={url} alt={name} className="mb-2 max-h-60 rounded-md" />
    ))}
    <p className="break-words whitespace-pre-wrap">{question.text}</p>
  </div>
)

const Answered = ({ answer }: { answer: Answer }) => (
  <div aria-busy={answer.status === 'streaming'} className="min-w-0">
    {answer.status === 'waiting' && <p className="shimmer text-soft">{m.playground.thinking}</p>}
    {answer.reasoning !== '' && (
      <details className="mb-3 rounded-md border border-line px-3 py-2 text-soft" open={answer.text === ''}>
        <summary className="cursor-pointer text-sm font-medium">{m.playground.reasoning}</summary>
        <p className="mt-2 break-words whitespace-pre-wrap">{answer.reasoning}</p>
      </details>
    )}
    <RichText text={answer.text} />
    {answer.error && <Refusal error={answer.error} />}
    <AnswerFacts answer={answer} />
  </div>
)

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
