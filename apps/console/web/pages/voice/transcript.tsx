import { AudioLines } from 'lucide-react'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import type { VoiceTurn } from './voice-state.ts'

/** The transcript of both sides. */
export const Transcript = ({ turns }: { turns: readonly VoiceTurn[] }) => (
  <section
    role="log"
    aria-label={m.voice.transcript}
    className="flex min-h-80 flex-1 flex-col gap-4 rounded-lg border border-line bg-card p-4 sm:p-6"
  >
    {turns.length === 0 && (
      <div className="m-auto flex flex-col items-center gap-3 text-center text-soft">
        <AudioLines size={24} aria-hidden />
        <p>{m.voice.emptyTranscript}</p>
      </div>
    )}
    {turns.map((turn) =>
      turn.who === 'you' ? <Yours key={turn.id} turn={turn} /> : <Models key={turn.id} turn={turn} />,
    )}
  </section>
)

const textOf = ({ status, text }: VoiceTurn): string => {
  if (status === 'lost') return m.voice.notUnderstood
  if (status === 'pending') return '…'
  return text === '' ? m.voice.inaudible : text
}

const Yours = ({ turn }: { turn: VoiceTurn }) => (
  <div className="ml-auto max-w-[85%] rounded-lg bg-accent-soft px-4 py-2.5">
    <span className="sr-only">{m.voice.you}: </span>
    {textOf(turn)}
  </div>
)

const Models = ({ turn }: { turn: VoiceTurn }) => (
  <div className="max-w-[85%] leading-relaxed">
    <p className="break-words whitespace-pre-wrap">{turn.text}</p>
    <p className="nums mt-1 flex items-center gap-2 text-xs text-faint">
      {turn.status === 'interrupted' && <Badge tone="warn">{m.voice.interrupted}</Badge>}
      {turn.firstSoundMs !== null && m.voice.firstSound((turn.firstSoundMs / 1_000).toFixed(1))}
    </p>
  </div>
)
