//! The QR code, drawn here: the secret goes to no other service.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder};

use crate::platform::fault::Fault;

/// The code as an SVG element: dark modules on white with the quiet zone that
/// ISO/IEC 18004 asks for, in dark mode as well, so that every phone reads it.
pub fn svg(text: &str) -> Result<String, Fault> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| Fault::Broken("a QR code that does not fit"))?;
    Ok(SvgBuilder::default()
        .margin(4)
        .shape(Shape::Square)
        .module_color([0, 0, 0, 255])
        .background_color([255, 255, 255, 255])
        .to_str(&code))
}
