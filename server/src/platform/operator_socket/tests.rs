use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::oneshot;

use super::*;
use crate::platform::data_dir::DataDir;
use crate::platform::data_dir::tests::Scratch;

fn echo() -> Handler {
    Arc::new(|request| Box::pin(async move { json!({ "asked": request }) }))
}

#[tokio::test]
async fn one_line_is_asked_and_one_answered() {
    let scratch = Scratch::new();
    let dir = DataDir::open(scratch.path()).unwrap();
    let path = dir.join(FILE);
    assert_eq!(ask(&path, &json!(1)).await.unwrap(), None);
    let lock = dir.lock().unwrap();

    // A dead server's socket is in the way.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert_eq!(ask(&path, &json!(1)).await.unwrap(), None);

    let listener = bind(&lock).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, echo(), async move { drop(stopped.await) }));
    let answer = ask(&path, &json!({ "user": "list" })).await.unwrap();
    assert_eq!(answer, Some(json!({ "asked": { "user": "list" } })));

    for bad in [b"{\n".to_vec(), b"\n".to_vec(), vec![b'1'; LINE_MAX_BYTES + 1], b"1 2\n".to_vec()] {
        let mut stream = UnixStream::connect(&path).await.unwrap();
        stream.write_all(&bad).await.unwrap();
        let mut text = String::new();
        BufReader::new(stream).read_line(&mut text).await.unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert!(answer["error"].is_string(), "{answer}");
    }
    drop(stop);
    server.await.unwrap();
    assert_eq!(ask(&path, &json!(1)).await.unwrap(), None);
}
