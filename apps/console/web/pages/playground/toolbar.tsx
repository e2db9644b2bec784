import { Code, Columns2, Plus, SlidersHorizontal } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { chat, useChat } from './chat-store.ts'
import { ModelPicker } from '../models/model-picker.tsx'

/** Loaded when they are opened: the first answer needs neither. */
const CodeModal = lazy(async () => ({ default: (await import('./code-modal.tsx')).CodeModal }))
const SettingsModal = lazy(async () => ({ default: (await import('./settings-modal.tsx')).SettingsModal }))

export const Toolbar = ({ models }: { models: readonly Model[] }) => {
  const { panes } = useChat()
  const [open, setOpen] = useState<'settings' | 'code'>()
  const isCompared = panes.length > 1
  return (
    <div className="flex items-center gap-2 border-b border-line px-4 py-2.5">
      <div className="flex min-w-0 flex-1 flex-wrap gap-2">
        {panes.map(({ model }, index) => (
          <ModelPicker
            key={index}
            models={models}
            value={model}
            onChange={(id) => chat.chooseModel(index, id)}
          />
        ))}
      </div>
      <div className="flex shrink-0 gap-1">
        <Tool
          icon={<Columns2 size={17} />}
          label={m.playground.compare}
          isOn={isCompared}
          onClick={() => chat.compare(!isCompared)}
        />
        <Tool
          icon={<SlidersHorizontal size={17} />}
          label={m.playground.settings}
          onClick={() => setOpen('settings')}
        />
        <Tool icon={<Code size={17} />} label={m.playground.code} onClick={() => setOpen('code')} />
        <Tool icon={<Plus size={17} />} label={m.playground.clear} onClick={() => chat.clear()} />
      </div>
      <Suspense>
        {open === 'settings' && <SettingsModal isOpen onClose={() => setOpen(undefined)} />}
        {open === 'code' && <CodeModal isOpen onClose={() => setOpen(undefined)} />}
      </Suspense>
    </div>
  )
}

type ToolProps = { icon: React.ReactNode; label: string; isOn?: boolean; onClick: () => void }

const Tool = ({ icon, label, isOn, onClick }: ToolProps) => (
  <Button
    look="quiet"
    size="sm"
    aria-label={label}
    aria-pressed={isOn}
    title={label}
    onClick={onClick}
    className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
  >
    {icon}
    <span className="hidden xl:inline">{label}</span>
  </Button>
)
