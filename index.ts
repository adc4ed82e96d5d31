export { MakiniApi } from './credentials/MakiniApi.credentials';
export { MakiniPurchaseOrder } from './nodes/MakiniPurchaseOrder/MakiniPurchaseOrder.node';
export { MakiniVendor } from './nodes/MakiniVendor/MakiniVendor.node';
export * from './nodes/shared/catalogue';
