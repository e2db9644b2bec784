import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useDeferredValue, useEffect } from 'react'
import { modelsQuery, type Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { useTitle } from '../../ui/page.tsx'
import { Failure } from '../../ui/states.tsx'
import { chat, useChat } from './chat-store.ts'
import { Composer } from './composer.tsx'
import { Conversation } from './conversation.tsx'
import { Toolbar } from './toolbar.tsx'

/** A chat with any available model. */
export const PlaygroundPage = () => {
  useTitle(m.playground.title)
  const { data: known, error, refetch } = useQuery(modelsQuery)
  const data = useDeferredValue(known)
  if (error)
    return (
      <div className="p-6">
        <Failure error={error} onRetry={() => void refetch()} />
      </div>
    )
  const callable = data?.filter(({ available, output }) => available && output.includes('text'))
  return <Chat models={callable ?? []} hasNone={callable?.length === 0} />
}

/** It is shown before the list of models has loaded. */
const Chat = ({ models, hasNone }: { models: Model[]; hasNone: boolean }) => {
  const { panes } = useChat()
  useModelOfAddress(models)
  return (
    <div className="flex h-[calc(100dvh-3.5rem)] flex-col lg:h-dvh">
      <h1 className="sr-only">{m.playground.title}</h1>
      <Toolbar models={models} />
      {hasNone && <p className="m-6 text-soft">{m.playground.noModels}</p>}
      <div
        className={`grid min-h-0 flex-1 ${panes.length > 1 ? 'md:grid-cols-2 md:divide-x md:divide-line' : ''}`}
      >
        {panes.map((pane, index) => (
          <Conversation key={index} pane={pane} index={index} isAlone={panes.length === 1} />
        ))}
      </div>
      <Composer models={models} />
    </div>
  )
}

/** Chooses the model in the address, else the previous one, else any. */
const useModelOfAddress = (models: Model[]): void => {
  const { model } = useSearch({ from: '/signed-in/playground' })
  const [first] = useChat().panes
  useEffect(() => {
    const wanted = models.find(({ id }) => id === model) ?? models.find(({ id }) => id === first?.model)
    const chosen = wanted ?? models.find(({ id }) => id.startsWith('local/')) ?? models[0]
    if (chosen !== undefined && chosen.id !== first?.model) chat.chooseModel(0, chosen.id)
    // A later choice must not be undone when the list is loaded again.
  }, [model, models.length === 0])
}
