import { Tabs } from '@base-ui/react/tabs'
import { m } from '../../messages/index.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Modal } from '../../ui/modal.tsx'
import type { ChatSettings } from './chat-settings.ts'
import type { Pane, Told } from './chat-state.ts'
import { useChat } from './chat-store.ts'
import { filesOf } from './code-samples/files-of.ts'
import { LANGUAGES, sampleIn } from './code-samples/index.ts'
import type { Facts } from './code-samples/sample.ts'
import { requestOf } from './request-of.ts'

/** The last request as a program, with the current settings. */
export const CodeModal = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => {
  const { panes, settings } = useChat()
  return (
    <Modal title={m.playground.codeTitle} size="lg" isOpen={isOpen} onClose={onClose}>
      <Samples facts={factsOf(panes[0]!, settings)} />
    </Modal>
  )
}

const Samples = ({ facts }: { facts: Facts }) => (
  <Tabs.Root defaultValue={LANGUAGES[0]}>
    <Tabs.List className="mb-3 flex flex-wrap gap-1">
      {LANGUAGES.map((language) => (
        <Tabs.Tab
          key={language}
          value={language}
          className="rounded-md px-3 py-1.5 text-soft hover:bg-raised data-active:bg-accent-soft data-active:font-medium data-active:text-accent"
        >
          {language}
        </Tabs.Tab>
      ))}
    </Tabs.List>
    {LANGUAGES.map((language) => (
      <Tabs.Panel key={language} value={language}>
        <CodeBlock code={sampleIn(language, facts)} />
      </Tabs.Panel>
    ))}
  </Tabs.Root>
)

const SUGGESTED: Told = { type: 'question', text: m.playground.suggestion, attachments: [] }

const factsOf = (pane: Pane, settings: ChatSettings): Facts => {
  const told = pane.turns.at(-1)?.told ?? SUGGESTED
  const before = { ...pane, turns: pane.turns.slice(0, -1) }
  const attachments = pane.turns.flatMap((turn) =>
    turn.told.type === 'question' ? turn.told.attachments : [],
  )
  return {
    origin: location.origin,
    request: requestOf(before, told, settings),
    files: filesOf(attachments),
  }
}
