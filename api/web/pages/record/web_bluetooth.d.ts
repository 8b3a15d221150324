// Web Bluetooth as far as it is used here; TypeScript's own library has nothing of it.

interface BluetoothCharacteristic extends EventTarget {
  readonly uuid: string;
  readonly value?: DataView;
  readValue(): Promise<DataView>;
  writeValueWithResponse(value: BufferSource): Promise<void>;
  writeValueWithoutResponse(value: BufferSource): Promise<void>;
  startNotifications(): Promise<BluetoothCharacteristic>;
  readonly properties: { readonly write: boolean; readonly writeWithoutResponse: boolean };
}

interface BluetoothService {
  readonly uuid: string;
  getCharacteristics(): Promise<BluetoothCharacteristic[]>;
}

interface BluetoothServer {
  readonly connected: boolean;
  connect(): Promise<BluetoothServer>;
  disconnect(): void;
  getPrimaryServices(): Promise<BluetoothService[]>;
}

interface BluetoothDevice extends EventTarget {
  readonly id: string;
  readonly name?: string;
  readonly gatt?: BluetoothServer;
}

interface BluetoothFilter {
  services?: string[];
  namePrefix?: string;
}

interface Navigator {
  readonly bluetooth?: {
    requestDevice(options: {
      filters: BluetoothFilter[];
      optionalServices: string[];
    }): Promise<BluetoothDevice>;
  };
}
