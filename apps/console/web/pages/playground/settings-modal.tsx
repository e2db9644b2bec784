import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { FRESH_SETTINGS } from './chat-settings.ts'
import { chat, useChat } from './chat-store.ts'
import { OutputFields } from './output-fields.tsx'
import { SamplingFields } from './sampling-fields.tsx'
import { ToolFields } from './tool-fields.tsx'

/** The settings of requests. Changes apply at once, to every pane. */
export const SettingsModal = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => {
  const { settings } = useChat()
  return (
    <Modal title={m.playground.settings} size="md" isOpen={isOpen} onClose={onClose}>
      <div className="flex flex-col gap-5">
        <TextArea
          label={m.playground.system}
          placeholder={m.playground.systemPlaceholder}
          value={settings.system}
          onChange={({ target }) => chat.changeSettings({ system: target.value })}
        />
        <SamplingFields settings={settings} />
        <ToolFields settings={settings} />
        <OutputFields settings={settings} />
      </div>
      <ModalActions>
        <Button onClick={() => chat.changeSettings(FRESH_SETTINGS)}>{m.playground.reset}</Button>
        <Button look="primary" onClick={onClose}>
          {m.common.close}
        </Button>
      </ModalActions>
    </Modal>
  )
}
