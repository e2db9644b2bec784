import type { Attempt, Generation } from '../../api/generation.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'

/** Every provider that was tried, when, and with what result. */
export const AttemptTimeline = ({ generation }: { generation: Generation }) => {
  const { provider_responses: attempts, excluded_providers: excluded } = generation
  const start = Math.min(...attempts.map(({ started_at }) => Date.parse(started_at)))
  const end = Math.max(...attempts.map(({ started_at, duration }) => Date.parse(started_at) + duration))
  const span = Math.max(end - start, 1)
  return (
    <section>
      <h3 className="mb-2 font-semibold">{m.receipt.attempts}</h3>
      <ol className="flex flex-col gap-3">
        {attempts.map((attempt, index) => (
          <Row
            key={index}
            attempt={attempt}
            offset={(Date.parse(attempt.started_at) - start) / span}
            span={span}
          />
        ))}
      </ol>
      {excluded.length > 0 && (
        <>
          <h3 className="mt-5 mb-2 font-semibold">{m.receipt.excluded}</h3>
          <ul className="flex flex-col gap-1 text-soft">
            {excluded.map(({ provider_name, reason }) => (
              <li key={provider_name + reason}>
                <span className="font-medium text-text">{provider_name}</span>: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const Row = ({ attempt, offset, span }: { attempt: Attempt; offset: number; span: number }) => {
  const isGood = attempt.outcome === 'finished'
  return (
    <li>
      <div className="mb-1 flex flex-wrap items-center gap-2">
        <span className="font-medium">{attempt.provider_name}</span>
        <code className="text-faint">{attempt.model}</code>
        <Badge tone={isGood ? 'good' : 'bad'}>{attempt.outcome ?? m.receipt.unknown}</Badge>
        {attempt.status !== null && <span className="text-xs text-faint">HTTP {attempt.status}</span>}
        <span className="nums ml-auto text-xs text-faint">{m.receipt.seconds(attempt.duration)}</span>
      </div>
      <div className="h-2 rounded-full bg-raised">
        <div
          className={`h-2 rounded-full ${isGood ? 'bg-good' : 'bg-bad'}`}
          style={{
            marginLeft: `${offset * 100}%`,
            width: `${Math.max((attempt.duration / span) * 100, 1)}%`,
          }}
        />
      </div>
      {attempt.error && <p className="mt-1 text-sm text-bad">{attempt.error.message}</p>}
    </li>
  )
}
