//! Says whether an ICC profile is that of sRGB, by what it holds: its name may be anything.
//!
//! Layout: ICC.1:2022, 7.2 (header), 7.3 (tags), 10.6 (`curv`), 10.18 (`para`), 10.31 (`XYZ`).

/// Stands in every profile, at byte 36 of its header.
const SIGNATURE: &[u8] = b"acsp";

/// D50 colorants of sRGB (IEC 61966-2-1, adapted as ICC profiles have them): X, Y, Z of red, green and blue.
const COLORANTS: [(&[u8; 4], [f64; 3]); 3] =
    [(b"rXYZ", [0.4361, 0.2225, 0.0139]), (b"gXYZ", [0.3851, 0.7169, 0.0971]), (b"bXYZ", [0.1431, 0.0606, 0.7141])];

/// The largest distance of equal colorants: profiles of sRGB differ by 0.002, the nearest other space (Apple RGB) by 0.04.
const SAME_COLORANT: f64 = 0.006;

/// The largest distance of equal linear values: a plain gamma of 2.2 passes for the curve of sRGB, one of 1.8 or 2.4 does not.
const SAME_LIGHT: f64 = 0.012;

/// Names the colour space of a profile, in words, unless it is sRGB.
///
/// Malformed profiles are ignored, as by programs that apply profiles.
pub(super) fn foreign(profile: &[u8]) -> Option<String> {
    let space = profile.get(16..20)?;
    if profile.get(36..40)? != SIGNATURE {
        return None;
    }
    let tags = Tags(profile);
    let is_whole = COLORANTS.iter().all(|(tag, _)| tags.get(tag).is_some()) || tags.get(b"A2B0").is_some();
    if space == b"RGB " && !is_whole {
        return None;
    }
    let curves: &[&[u8; 4]] = match space {
        b"RGB " => &[b"rTRC", b"gTRC", b"bTRC"],
        b"GRAY" => &[b"kTRC"],
        _ => &[],
    };
    let is_colorant = |(tag, expected): &(&[u8; 4], [f64; 3])| {
        let value = tags.get(tag).filter(|data| data.starts_with(b"XYZ "));
        (0..3).all(|i| {
            value.and_then(|data| fixed(data, 8 + 4 * i)).is_some_and(|v| (v - expected[i]).abs() < SAME_COLORANT)
        })
    };
    let has_colorants = space == b"GRAY" || COLORANTS.iter().all(is_colorant);
    let is_same =
        !curves.is_empty() && has_colorants && curves.iter().all(|tag| tags.get(tag).is_some_and(is_srgb_curve));
    if is_same {
        return None;
    }
    Some(match tags.description().filter(|name| !name.trim().is_empty()) {
        Some(name) => format!("the colour profile \"{}\"", name.trim()),
        None => "a colour profile without a name".to_owned(),
    })
}

/// A profile, to look tags up in.
struct Tags<'a>(&'a [u8]);

impl<'a> Tags<'a> {
    /// The data of a tag, from its type on.
    fn get(&self, name: &[u8; 4]) -> Option<&'a [u8]> {
        let count = u32_at(self.0, 128)?;
        let entries = self.0.get(132..)?.as_chunks::<12>().0.iter().take(count as usize);
        let entry = entries.into_iter().find(|entry| entry.starts_with(name))?;
        let (at, length) = (u32_at(entry, 4)? as usize, u32_at(entry, 8)? as usize);
        self.0.get(at..)?.get(..length)
    }

    /// The profile's description: ASCII in version 2, the first of several UTF-16 texts in version 4.
    fn description(&self) -> Option<String> {
        let data = self.get(b"desc")?;
        if data.starts_with(b"desc") {
            let text = data.get(12..)?.get(..u32_at(data, 8)? as usize)?;
            return Some(String::from_utf8_lossy(text).trim_end_matches('\0').to_owned());
        }
        let (length, at) = (u32_at(data, 20)? as usize, u32_at(data, 24)? as usize);
        let text = data.get(at..)?.get(..length)?;
        let units: Vec<u16> = text.as_chunks::<2>().0.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
        Some(String::from_utf16_lossy(&units))
    }
}

/// Compares a tone curve with that of sRGB at nine places.
fn is_srgb_curve(data: &[u8]) -> bool {
    (1..10).map(|i| f64::from(i) / 10.0).all(|x| {
        let srgb = if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) };
        curve_at(data, x).is_some_and(|y| (y - srgb).abs() < SAME_LIGHT)
    })
}

/// The value of a tone curve at `x`, both 0 to 1.
fn curve_at(data: &[u8], x: f64) -> Option<f64> {
    let kind = data.first_chunk::<4>()?;
    if kind == b"curv" {
        return match u32_at(data, 8)? {
            0 => Some(x),
            1 => Some(x.powf(f64::from(u16_at(data, 12)?) / 256.0)),
            count => {
                let place = x * f64::from(count - 1);
                let below = place.floor() as usize;
                let value = |i: usize| u16_at(data, 12 + 2 * i).map(f64::from);
                let (a, b) = (value(below)?, value((below + 1).min(count as usize - 1))?);
                Some((a + (b - a) * place.fract()) / 65535.0)
            }
        };
    }
    if kind != b"para" {
        return None;
    }
    // Y = (a X + b)^g + e from X = d on, and c X + f below.
    let p = |i: usize| fixed(data, 12 + 4 * i);
    let g = p(0)?;
    let (a, b, c, d, e, f) = match u16_at(data, 8)? {
        0 => (1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        1 => (p(1)?, p(2)?, 0.0, -p(2)? / p(1)?, 0.0, 0.0),
        2 => (p(1)?, p(2)?, 0.0, -p(2)? / p(1)?, p(3)?, p(3)?),
        3 => (p(1)?, p(2)?, p(3)?, p(4)?, 0.0, 0.0),
        4 => (p(1)?, p(2)?, p(3)?, p(4)?, p(5)?, p(6)?),
        _ => return None,
    };
    Some(if x >= d { (a * x + b).powf(g) + e } else { c * x + f })
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..)?.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

/// A signed number of 16 bits before and 16 after the point.
fn fixed(data: &[u8], at: usize) -> Option<f64> {
    u32_at(data, at).map(|bits| f64::from(bits as i32) / 65536.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed_bytes(value: f64) -> [u8; 4] {
        ((value * 65536.0).round() as i32).to_be_bytes()
    }

    /// A tag of type `para` with the parameters of a function.
    fn para(function: u16, parameters: &[f64]) -> Vec<u8> {
        let start = [&b"para\0\0\0\0"[..], &function.to_be_bytes(), &[0; 2]].concat();
        start.into_iter().chain(parameters.iter().flat_map(|p| fixed_bytes(*p))).collect()
    }

    fn curv(values: &[u16]) -> Vec<u8> {
        let start = [&b"curv\0\0\0\0"[..], &(values.len() as u32).to_be_bytes()].concat();
        start.into_iter().chain(values.iter().flat_map(|v| v.to_be_bytes())).collect()
    }

    /// A profile with an ASCII description, these colorants (none: grey) and one curve for all.
    fn profile(space: &[u8; 4], colorants: &[[f64; 3]], curve: &[u8]) -> Vec<u8> {
        let mut tags: Vec<([u8; 4], Vec<u8>)> = vec![(*b"desc", b"desc\0\0\0\0\0\0\0\x06Paint\0".to_vec())];
        for (value, (tag, _)) in colorants.iter().zip(COLORANTS) {
            let data = b"XYZ \0\0\0\0".iter().copied().chain(value.iter().flat_map(|v| fixed_bytes(*v)));
            tags.push((*tag, data.collect()));
        }
        let curves: &[&[u8; 4]] = if colorants.is_empty() { &[b"kTRC"] } else { &[b"rTRC", b"gTRC", b"bTRC"] };
        tags.extend(curves.iter().map(|tag| (**tag, curve.to_vec())));
        let mut bytes =
            [&[0; 16][..], space, &[0; 16], SIGNATURE, &[0; 88], &(tags.len() as u32).to_be_bytes()].concat();
        let mut at = (bytes.len() + 12 * tags.len()) as u32;
        for (tag, data) in &tags {
            bytes.extend([&tag[..], &at.to_be_bytes(), &(data.len() as u32).to_be_bytes()].concat());
            at += data.len() as u32;
        }
        tags.iter().for_each(|(_, data)| bytes.extend(data));
        bytes
    }

    #[test]
    fn profiles_are_judged_by_what_they_hold() {
        let srgb = COLORANTS.map(|(_, value)| value);
        let wide = [[0.5151, 0.2412, -0.0011], [0.2919, 0.6922, 0.0419], [0.1572, 0.0666, 0.7841]];
        let curve = para(3, &[2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045]);
        let table: Vec<u16> = (0..1024_u16)
            .map(|i| {
                let x = f64::from(i) / 1023.0;
                let y = if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) };
                (y * 65535.0).round() as u16
            })
            .collect();
        for (name, profile, is_srgb) in [
            ("sRGB", profile(b"RGB ", &srgb, &curve), true),
            ("sRGB of version 2", profile(b"RGB ", &srgb, &curv(&table)), true),
            ("gamma 2.2", profile(b"RGB ", &srgb, &curv(&[563])), true),
            ("gamma 1.8", profile(b"RGB ", &srgb, &curv(&[461])), false),
            ("linear", profile(b"RGB ", &srgb, &curv(&[])), false),
            ("Display P3", profile(b"RGB ", &wide, &curve), false),
            ("grey", profile(b"GRAY", &[], &curv(&[563])), true),
            ("grey of gamma 1", profile(b"GRAY", &[], &para(0, &[1.0])), false),
            ("inks", profile(b"CMYK", &srgb, &curve), false),
        ] {
            let found = foreign(&profile);
            let garbage: Vec<u8> = profile.iter().map(|byte| byte ^ 0x55).collect();
            assert_eq!(foreign(&garbage), None, "{name}: garbage");
            assert_eq!(found.is_none(), is_srgb, "{name}: {found:?}");
            assert!(found.is_none_or(|words| words == "the colour profile \"Paint\""));
            (0..profile.len()).for_each(|end| drop(foreign(&profile[..end])));
            assert_eq!(foreign(&profile[..140]).is_some(), &profile[16..20] != b"RGB ", "{name}: cut off");
        }
    }
}
