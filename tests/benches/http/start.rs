//! How long the service takes until it is ready, at its very first start and at a later one, and the memory it then has.

use std::time::{Duration, Instant};

use guichet_tests::server::{Server, Setup};

/// How often each start is taken.
const STARTS: usize = 7;
/// How long a service is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(2);

/// Prints how long starts take, and the memory of a service that nobody has used.
pub async fn starts() {
    let (mut first, mut later, mut idle) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let begin = Instant::now();
        let mut server = Server::start(Setup::default()).await;
        first.push(begin.elapsed());
        assert_eq!(server.stop(), Some(0), "{}", server.log());
        let begin = Instant::now();
        server.start_again().await;
        later.push(begin.elapsed());
        tokio::time::sleep(IDLE).await;
        idle.push(server.memory_mb());
    }
    println!("ready after the very first start: {}", describe(&mut first));
    println!("ready after a later start: {}", describe(&mut later));
    idle.sort_unstable();
    println!(
        "memory of the idle service: {} MB resident",
        idle[idle.len() / 2]
    );
}

fn describe(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let ms = |time: Duration| time.as_millis();
    format!(
        "{} ms ({} to {})",
        ms(times[times.len() / 2]),
        ms(times[0]),
        ms(times[times.len() - 1])
    )
}
