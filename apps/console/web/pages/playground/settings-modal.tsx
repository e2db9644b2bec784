import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { chat, useChat } from './chat-store.ts'

const numberOf = (text: string): number | null => (text === '' ? null : Number(text))

export const SettingsModal = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => {
  const { settings } = useChat()
  return (
    <Modal title={m.playground.settings} isOpen={isOpen} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <TextArea
          label={m.playground.system}
          placeholder={m.playground.systemPlaceholder}
          value={settings.system}
          onChange={({ target }) => chat.setSettings({ ...settings, system: target.value })}
        />
        <TextField
          type="number"
          min={0}
          max={2}
          step={0.1}
          label={m.playground.temperature}
          value={settings.temperature ?? ''}
          onChange={({ target }) => chat.setSettings({ ...settings, temperature: numberOf(target.value) })}
        />
        <TextField
          type="number"
          min={1}
          step={1}
          label={m.playground.maxTokens}
          value={settings.maxTokens ?? ''}
          onChange={({ target }) => chat.setSettings({ ...settings, maxTokens: numberOf(target.value) })}
        />
      </div>
      <ModalActions>
        <Button look="primary" onClick={onClose}>
          {m.common.close}
        </Button>
      </ModalActions>
    </Modal>
  )
}
