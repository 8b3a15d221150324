// The page that records: with this phone or Bluetooth sensors, with or without a connection.

import "./record.css";

import { Flow } from "./ui/flow";
import { startUploading } from "./upload";
import { registerWorker } from "./worker";

startUploading();
void registerWorker();
if (document.querySelector("[data-record]") !== null) void new Flow().open();
