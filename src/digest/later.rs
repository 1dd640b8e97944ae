//! What is kept and seldom asked for.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value as its bytes, which are taken apart when somebody asks for it: a build in which nothing has changed asks for few,
/// and no build for all at once.
#[derive(Clone)]
pub struct Later<T> {
    bytes: Box<[u8]>,
    value: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned + Default> Later<T> {
    /// Keeps a value. Numbers and texts in lists, as all that is kept here, have bytes.
    pub fn of(value: &T) -> Self {
        Self { bytes: postcard::to_stdvec(value).unwrap_or_default().into(), value: PhantomData }
    }

    /// The value. Records whose bytes are no longer what was written are not read at all.
    pub fn read(&self) -> T {
        postcard::from_bytes(&self.bytes).unwrap_or_default()
    }
}

impl<T> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Later({} bytes)", self.bytes.len())
    }
}

impl<T> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

impl<'de, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes<T>(PhantomData<T>);
        impl<T> Visitor<'_> for Bytes<T> {
            type Value = Later<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(Later { bytes: bytes.into(), value: PhantomData })
            }
        }
        deserializer.deserialize_bytes(Bytes(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_through_its_bytes() {
        let kept = Later::of(&vec!["甲".to_owned(), String::new()]);
        let bytes = postcard::to_stdvec(&(7u8, &kept, "z")).unwrap();
        let (before, back, after): (u8, Later<Vec<String>>, &str) = postcard::from_bytes(&bytes).unwrap();
        assert_eq!((before, back.read(), after), (7, kept.read(), "z"));
        assert_eq!(back.clone().read(), ["甲", ""]);
        assert!(Later::<Vec<String>>::deserialize(serde_json::json!(3)).is_err());
    }
}
