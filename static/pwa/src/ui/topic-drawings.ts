/** The pictogram of each topic of version 1: outlines on a 24 px grid, drawn for this product, told apart without colour. */

/** A circle as a path piece. */
export function ring(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0`;
}

/** A dot that the 2 px stroke draws round. */
export function dot(x: number, y: number): string {
  return `M${x} ${y}h.01`;
}

export const TOPIC_DRAWINGS: Readonly<Record<string, string>> = {
  // An identity card with a face.
  vneid: `M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z${ring(8, 10, 2)}M5 16c.6-2.6 5.4-2.6 6 0M14.5 9.5H19M14.5 14H19`,
  // A wallet.
  payment_account: `M17 7V4H5a2 2 0 0 0 0 4h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a3 3 0 0 1-3-3V6${dot(16.5, 14)}`,
  // A stall with an awning.
  digital_shop: "M5 13v7h14v-7M3 9l2-5h14l2 5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM10 20v-4h4v4",
  // A price tag.
  product_listing: `M11.5 3H20a1 1 0 0 1 1 1v8.5L12.5 21 3 11.5z${ring(16.5, 7.5, 1)}M9 12l3 3`,
  // A shopping bag.
  buyer_account: "M5 8h14l1.5 13h-17zM8.5 11V7a3.5 3.5 0 0 1 7 0v4",
  // A public building with columns.
  online_public_service: "M3 9l9-6 9 6zM5.5 9v9M10 12v6M14 12v6M18.5 9v9M3 21h18",
  // A phone with a person on its screen.
  citizen_app: `M8 2h8a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2z${ring(12, 9, 2)}M9 16c.4-3.3 5.6-3.3 6 0`,
  // A pen that has just signed.
  digital_signature: "M15 3l5 5L9.5 18.5 4 20l1.5-5.5zM12.5 5.5l5 5M13 21c2-2.5 3 1 5-1 1-1 2-.5 3 0",
  // A receipt with a per cent sign.
  etax: `M5 3h14v18l-2.3-1.6L14.3 21 12 19.4 9.7 21l-2.4-1.6L5 21zM15 7.5l-6 7${dot(9.2, 8.2)}${dot(14.8, 13.8)}`,
  // A QR code.
  shop_qr: `M3 3h7v7H3zM14 3h7v7h-7zM3 14h7v7H3z${dot(6.5, 6.5)}${dot(17.5, 6.5)}${dot(6.5, 17.5)}M14 14v3h3M21 14v2M14 21h2M20 20h1`,
  // A banknote coming out.
  cash_point: `M3 3h18M5 3v11h14V3${ring(12, 8.5, 2)}M12 17v5M9 19.5l3 2.5 3-2.5`,
  // A heart with a cross.
  telehealth: "M12 20.5S3 15.5 3 9a4.7 4.7 0 0 1 9-2 4.7 4.7 0 0 1 9 2c0 6.5-9 11.5-9 11.5zM12 9.5v5.5M9.2 12.2h5.6",
  // A graduation cap.
  school_payment: "M1.5 9.5L12 4l10.5 5.5L12 15zM6 12v5c2.5 2.6 9.5 2.6 12 0v-5M22 10v6",
  // A lorry at the border gate.
  border_gate: `M8.5 17H14V6H2v11h1.5M14 10h4.5l3.5 3.5V17h-1.5${ring(6, 17.5, 2.3)}${ring(18, 17.5, 2.3)}`,
  // A parcel of land with a pin.
  land_information: `M8 11H5l-3 9h20l-3-9h-3M12 16S7 11.2 7 7.5a5 5 0 0 1 10 0C17 11.2 12 16 12 16z${dot(12, 7.5)}`,
  // A shield with a warning.
  online_safety: `M12 2.5l8 3V12c0 5-4 8-8 9.5C8 20 4 17 4 12V5.5zM12 7.5v5${dot(12, 16.2)}`,
  // A speech bubble.
  virtual_assistant: `M4 4h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z${dot(8, 10.5)}${dot(12, 10.5)}${dot(16, 10.5)}`,
  // An open book.
  digital_skills:
    "M12 6.5C9.5 4.5 5.5 4 2 4.5V19c3.5-.5 7.5 0 10 2 2.5-2 6.5-2.5 10-2V4.5c-3.5-.5-7.5 0-10 2zM12 6.5V21",
};

/** For a topic that the bundle brings and this version does not know: a star. */
export const UNKNOWN_TOPIC = "M12 3l2.7 5.9 6.3.7-4.7 4.3 1.3 6.3L12 17l-5.6 3.2 1.3-6.3L3 9.6l6.3-.7z";
