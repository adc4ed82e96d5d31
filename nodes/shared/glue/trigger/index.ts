export { triggerProperties } from './properties';
export { receiveWebhook } from './receive';
export { webhookMethods } from './registration';
