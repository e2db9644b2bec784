import { useEffect, useRef } from 'react'
import { MessagesSquare } from 'lucide-react'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import type { Pane } from './chat-state.ts'
import { chat } from './chat-store.ts'
import { TurnView } from './turn-view.tsx'

/** Within this distance from its end a conversation scrolls along. */
const NEAR_END_PX = 80

type ConversationProps = { pane: Pane; index: number; isAlone: boolean }

export const Conversation = ({ pane, index, isAlone }: ConversationProps) => {
  const ref = useFollowing(pane)
  return (
    <div
      ref={ref}
      role="log"
      aria-label={pane.model}
      tabIndex={0}
      className="min-h-0 overflow-y-auto px-4 outline-offset-[-2px]"
    >
      <div
        className={`mx-auto flex min-h-full max-w-3xl flex-col gap-6 px-1 py-6 ${isAlone ? '' : 'md:px-2'}`}
      >
        {pane.turns.length === 0 && <Start hasModel={pane.model !== ''} />}
        {pane.turns.map((turn, at) => (
          <TurnView
            key={turn.id}
            turn={turn}
            next={pane.turns[at + 1]?.told}
            onResults={(results) => chat.answerCalls(index, results)}
          />
        ))}
      </div>
    </div>
  )
}

const Start = ({ hasModel }: { hasModel: boolean }) => {
  const mayUse = useMay('use')
  return (
    <div className="m-auto flex flex-col items-center text-center">
      <span className="mb-4 rounded-full bg-accent-soft p-3 text-accent">
        <MessagesSquare size={24} aria-hidden />
      </span>
      <h2 className="text-xl font-semibold tracking-tight">{m.playground.emptyTitle}</h2>
      <p className="mt-1 mb-6 text-soft">{mayUse ? m.playground.emptyText : m.playground.mayNot}</p>
      {mayUse && (
        <Button
          disabled={!hasModel}
          onClick={() => chat.ask({ type: 'question', text: m.playground.suggestion, attachments: [] })}
        >
          {m.playground.suggestion}
        </Button>
      )}
    </div>
  )
}

/** Keeps the end visible while an answer grows, unless the reader has scrolled away. */
const useFollowing = (pane: Pane) => {
  const ref = useRef<HTMLDivElement>(null)
  const turns = pane.turns.length
  useEffect(() => {
    if (ref.current !== null) ref.current.scrollTop = ref.current.scrollHeight
  }, [turns])
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight
    if (distance < NEAR_END_PX) element.scrollTop = element.scrollHeight
  }, [pane])
  return ref
}
