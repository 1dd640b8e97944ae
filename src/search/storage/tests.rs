use super::*;

const LENGTH: u64 = 256 << 20;

const PIECE: u32 = 64 * 1024;

/// A long pack of zeros that notes what is read of it.
#[derive(Default)]
struct Zeros(Arc<Mutex<Vec<Range<u64>>>>);

impl Source for Zeros {
    fn length(&self) -> u64 {
        LENGTH
    }

    fn read_async(&self, range: Range<u64>) -> Bytes<'_> {
        let bytes = OwnedBytes::new(vec![0; usize_of(range.end - range.start)]);
        self.0.lock().expect("a list").push(range);
        Box::pin(async move { Ok(bytes) })
    }
}

fn manifest(pieces: Vec<u32>, hot: &[(usize, usize)]) -> Manifest {
    Manifest {
        format: String::new(),
        files: BTreeMap::from([("a.b".to_owned(), (0, LENGTH))]),
        small: BTreeMap::new(),
        length: LENGTH,
        passages: 0,
        evaluations: 0,
        current: 0,
        text_bytes: 0,
        synonyms: String::new(),
        pieces,
        hot: hot.to_vec(),
    }
}

/// The first two pieces are of other lengths; the first is hot.
fn packed(source: Zeros) -> (Packed, Arc<dyn FileHandle>) {
    let rest = usize_of((LENGTH - u64::from(PIECE)) / u64::from(PIECE));
    let pieces = [1000, PIECE - 1000].into_iter().chain(std::iter::repeat_n(PIECE, rest)).collect();
    let hot = bundle(&manifest(pieces, &[(0, 1)]), &[0; 1000]).expect("a bundle");
    let packed = Packed::open(hot, Box::new(source)).expect("a pack");
    let file = packed.get_file_handle("a.b".as_ref()).expect("a file");
    (packed, file)
}

#[test]
fn what_is_kept_is_bounded() {
    const EACH: usize = 1 << 20;
    let (packed, file) = packed(Zeros::default());
    let mut most = 0;
    for question in 0..300 {
        packed.begin();
        let from = question * EACH % (usize_of(LENGTH) - EACH);
        pollster::block_on(file.read_bytes_async(from..from + EACH)).expect("bytes");
        most = most.max(packed.kept());
    }
    assert!(most > KEPT / 2 && most <= KEPT + EACH + 2 * usize_of(PIECE.into()), "{most}");
}

#[test]
fn what_was_used_last_is_kept_longest() {
    let source = Zeros::default();
    let read = Arc::clone(&source.0);
    let (packed, file) = packed(source);
    let get = |from: usize, to: usize| {
        pollster::block_on(file.read_bytes_async(from..to)).expect("bytes");
        read.lock().expect("a list").len()
    };
    get(10 << 20, 11 << 20);
    for question in 1..60 {
        packed.begin();
        let before = get((20 + question) << 20, (21 + question) << 20);
        assert_eq!(get(10 << 20, 11 << 20), before, "question {question}");
    }
    packed.begin();
    let before = read.lock().expect("a list").len();
    assert_eq!(get(21 << 20, 22 << 20), before + 16, "what nobody asked for since is fetched again");
}

#[test]
fn bytes_are_read_in_whole_pieces_and_once() {
    let source = Zeros::default();
    let read = Arc::clone(&source.0);
    let (_, file) = packed(source);
    let get = |range| pollster::block_on(file.read_bytes_async(range)).expect("bytes").len();
    assert_eq!(get(100..200), 100);
    assert_eq!(get(0..1000), 1000);
    assert!(read.lock().expect("a list").is_empty(), "the first piece is hot");
    assert_eq!(get(70_000..140_000), 70_000);
    assert_eq!(get(500..6_000), 5_500);
    assert_eq!(get(130_000..200_000), 70_000);
    assert_eq!(get(65_536..131_072), 65_536);
    let read = read.lock().expect("a list");
    assert_eq!(*read, [65_536..131_072, 131_072..196_608, 1000..65_536, 196_608..262_144]);
}

#[test]
fn pieces_that_are_not_the_pack_are_refused() {
    let opened = |pieces: &[u32], hot: &[(usize, usize)]| {
        let hot = bundle(&manifest(pieces.to_vec(), hot), &[0; 1000]).expect("a bundle");
        Packed::open(hot, Box::new(Zeros::default())).is_ok()
    };
    let all = u32::try_from(LENGTH).expect("a length");
    assert!(opened(&[1000, all - 1000], &[(0, 1)]));
    assert!(!opened(&[], &[]), "nothing says where pieces are");
    assert!(!opened(&[1000, all], &[(0, 1)]), "longer than the pack");
    assert!(!opened(&[1001, all - 1001], &[(0, 1)]), "a hot piece is cut off");
    assert!(!opened(&[1000, all - 1000], &[(2, 1)]), "there is no such piece");
}
