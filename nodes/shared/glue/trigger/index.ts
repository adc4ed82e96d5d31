export { triggerProperties } from './triggerProperties';
export { receiveWebhook } from './receive';
export { webhookMethods } from './registration';
