//! Writes the Kotlin and Swift sources from the built library: `ffi/kotlin/native.sh` runs it.
//!
//! Promises: uniffi's own command line, of the version that the library was built with.

fn main() {
    uniffi::uniffi_bindgen_main();
}
