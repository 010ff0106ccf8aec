//! Who keeps what was deleted from being purged is named: a prepared transaction, a standby whose readers
//! still see it, a replication slot of a standby that is gone.

use kiennghi::{
    register::{ErasureGrounds, ErasureSubject, Register},
    store::Store,
};
use kiennghi_store::AnyStore;
use kiennghi_tests::{
    contract::receive,
    noon,
    server::{Durability, Server},
};
use postgres::Client;

/// Erases petition `n`, and tells why nothing of it was purged.
fn not_purged(register: &mut Register<AnyStore>, n: u8) -> String {
    let grounds = ErasureGrounds { reason: "Theo đơn số 12".into(), citation: "Luật 91/2025/QH15".into() };
    let subject = ErasureSubject::Petition(receive(n, "2026-01-05").unwrap().petition);
    let held = register.erase(subject, &grounds, &noon("2026-06-30").unwrap()).unwrap_err();
    assert_eq!(held.code(), "not_purged", "{held}");
    held.to_string()
}

/// Asks again and again, until the server says yes.
fn until(sql: &mut Client, question: &str) {
    while !sql.query_one(question, &[]).unwrap().get::<_, bool>(0) {
        sql.batch_execute("SELECT pg_sleep(0.01)").unwrap();
    }
}

#[test]
fn a_purge_names_a_prepared_transaction_that_holds_what_was_deleted() {
    let Some(server) = Server::start(Durability::None) else { return };
    let mut register = super::filled(&server.url("postgres", "a"));
    let mut sql = server.owner("postgres");
    let prepare = "BEGIN; CREATE TABLE t (x int); PREPARE TRANSACTION 'kept'";
    sql.batch_execute(prepare).unwrap();
    let held = not_purged(&mut register, 1);
    assert!(held.contains("held by the prepared transaction 'kept'"), "{held}");
    sql.batch_execute("ROLLBACK PREPARED 'kept'").unwrap();
    register.purge().unwrap();
    assert_eq!(register.verify_projections().unwrap(), 5);
}

#[test]
fn a_purge_names_a_standby_or_a_slot_that_holds_what_was_deleted() {
    // A server of its own: a slot of a server holds the rows of all its databases.
    let Some(server) = Server::start(Durability::None) else { return };
    let mut register = super::filled(&server.url("postgres", "a"));
    let mut sql = server.owner("postgres");
    let Some(standby) = server.standby("theo") else { return };
    let there = standby.url("postgres", "a");

    // Somebody reads there, and the standby says so.
    let reader = kiennghi_store::open_read_only(&there).unwrap();
    let state = reader.store().hold().unwrap();
    until(&mut sql, "SELECT count(*) > 0 FROM pg_stat_replication WHERE backend_xmin IS NOT NULL");
    let held = not_purged(&mut register, 1);
    assert!(held.contains("held by the standby 'theo'"), "{held}");
    drop(state);
    drop(reader);
    // It moves on by itself.
    register.purge().unwrap();

    // With a slot the server keeps what the standby may still want, also when that is gone.
    sql.batch_execute("SELECT pg_create_physical_replication_slot('giu')").unwrap();
    standby.crash();
    standby.start_again_with("-c primary_slot_name=giu");
    let reader = kiennghi_store::open_read_only(&there).unwrap();
    let state = reader.store().hold().unwrap();
    until(&mut sql, "SELECT xmin IS NOT NULL FROM pg_replication_slots WHERE slot_name = 'giu'");
    standby.crash();
    drop(state);
    let held = not_purged(&mut register, 2);
    assert!(held.contains("held by the replication slot 'giu'"), "{held}");
    sql.batch_execute("SELECT pg_drop_replication_slot('giu')").unwrap();
    register.purge().unwrap();
    assert_eq!(register.verify_projections().unwrap(), 5);
}
