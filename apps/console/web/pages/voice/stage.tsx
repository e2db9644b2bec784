import { Mic, MicOff, PhoneOff } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatUsd } from '../../ui/format.ts'
import { isCallOver, voiceCall } from './voice-call.ts'
import type { VoiceState } from './voice-state.ts'

type StageProps = { state: VoiceState; mayStart: boolean; onStart: () => void }

/** The state of the call, and its buttons. */
export const Stage = ({ state, mayStart, onStart }: StageProps) => {
  const isOver = isCallOver(state)
  return (
    <section className="flex flex-col items-center gap-5 rounded-lg border border-line bg-card px-4 py-8">
      <Orb phase={state.phase} />
      <div className="text-center">
        <p role="status" className="text-lg font-semibold">
          {m.voice.phases[state.phase]}
        </p>
        <p className="nums h-5 text-sm text-faint">
          {state.costUsd > 0 && m.voice.cost(formatUsd(state.costUsd))}
        </p>
      </div>
      {isOver ? (
        <Button look="primary" disabled={!mayStart} onClick={onStart}>
          <Mic size={17} aria-hidden />
          {m.voice.start}
        </Button>
      ) : (
        <CallButtons />
      )}
      {!mayStart && <p className="text-sm text-soft">{m.playground.mayNot}</p>}
    </section>
  )
}

const CallButtons = () => {
  const [isMuted, setMuted] = useState(false)
  const mute = () => {
    voiceCall.mute(!isMuted)
    setMuted(!isMuted)
  }
  const Icon = isMuted ? MicOff : Mic
  return (
    <div className="flex gap-2">
      <Button aria-pressed={isMuted} onClick={mute}>
        <Icon size={17} aria-hidden />
        {isMuted ? m.voice.unmute : m.voice.mute}
      </Button>
      <Button look="danger" onClick={() => voiceCall.end()}>
        <PhoneOff size={17} aria-hidden />
        {m.voice.end}
      </Button>
    </div>
  )
}

const COLORS: Record<VoiceState['phase'], string> = {
  idle: 'bg-raised text-soft',
  connecting: 'bg-raised text-soft shimmer',
  listening: 'bg-accent-soft text-accent',
  hearing: 'bg-good-soft text-good',
  thinking: 'bg-accent-soft text-accent shimmer',
  speaking: 'bg-accent text-on-accent',
  ended: 'bg-raised text-soft',
}

/** Grows with the volume, so that speakers see that they are heard. */
const Orb = ({ phase }: { phase: VoiceState['phase'] }) => {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let frame = requestAnimationFrame(function grow() {
      const scale = 1 + Math.min(voiceCall.loudness * 2.5, 0.6)
      if (ref.current) ref.current.style.transform = `scale(${scale.toFixed(3)})`
      frame = requestAnimationFrame(grow)
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  return (
    <div className="flex size-36 items-center justify-center">
      <div
        ref={ref}
        className={`flex size-22 items-center justify-center rounded-full transition-[background-color] ${COLORS[phase]}`}
      >
        <Mic size={30} aria-hidden />
      </div>
    </div>
  )
}
