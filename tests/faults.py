"""What can go wrong, and the tests that show what happens then; ``test_faults.py`` holds the table to what there is.

S: at the source · P: in the process · V: in serving · E: in partners' pages · C: in what we are built from · A: lessons of
advisories on programs of this kind.  A row without a test says in ``AGAINST`` why.
"""

from __future__ import annotations

from typing import NamedTuple

ROWS = {"S": 36, "P": 19, "V": 15, "E": 12, "C": 6, "A": 20}
"""How many rows each part has."""


class Fault(NamedTuple):
    """``shown`` are tests as "file::name" or "file::Class::name", the file without test_ and .py."""

    what: str
    shown: tuple[str, ...]


TABLE = """
S1  | nobody answers, or not in time | fetch_manners::s1_nobody_listens fetch_manners::s1_cured_by_another_try fetch_manners::s1_not_more_than_three
S2  | an answer that drips for ever | fetch_bounds::s2_deadline fetch_bounds::s2_deadline_over_redirects_and_retries bombs::s18_s19_each_bomb_is_told
S3  | a body that stops early, by any framing | fetch_bounds::s3_cut fetch_bounds::s3_no_end_tag fetch_bounds::framing
S4  | framing that says two things; heads without end; answers nobody asked for | fetch_bounds::s4_framing_fault fetch_bounds::two_answers_to_one_request fetch_bounds::an_answer_that_comes_unasked_later fetch_bounds::s18_endless
S5  | a notice, a login or a parking page with status 200 | healing::a_page_that_is_no_listing_adds_nothing_and_ends_by_itself healing::a_page_that_is_no_listing_begins_nothing gate::a_maintenance_page_is_told_as_such notices::a_notice_that_says_so_is_a_page_that_is_gone
S6  | a browser check in place of the page | fetch_classes::s6_challenge fetch_classes::enough fetch_classes::page_is_a_page
S7  | an empty list, or one row of twenty | gate::an_empty_page_is_no_news gate::one_row_instead_of_twenty_is_suspect gate::a_list_that_stays_short_is_believed_when_its_rows_are_known
S8  | a changed layout | healing::a_changed_layout_is_healed_at_the_next_look healing::a_new_layout_with_new_articles_alone_waits_for_the_operator recipes::every_layout_is_learned_again_from_known_entries
S9  | another list in the place of ours, by the dozen | gate::a_flood_is_held_and_the_next_look_confirms_it gate::navigation_in_place_of_news_is_suspect healing::another_list_in_the_place_of_ours_is_held healing::held_rows_are_released_at_once
S10 | redirects: in circles, away, down, for ever | fetcher_contract::FetcherContract::loop fetcher_contract::FetcherContract::foreign_redirect fetch_tls::downgrade fetch_classes::points_elsewhere politeness::s10_a_permanent_move_is_told
S11 | an inside address, however written or reached | guard::enough_forms guard::direct guard::redirect guard::name guard::mixed_answer guard::rebinding guard::rebinding_between_tries guard::wrong_peer
S12 | names that change their answer or look like others | guard::rebinding guard::one_look_up urls::one_form fetch_fuzz::no_second_reading
S13 | odd ports, user names, backslashes, controls in addresses | urls::refused urls::join_refused guard::ports urls::any_text urls_browsers::s13_no_address_means_two_hosts
S14 | "not modified" that nobody asked for, or for ever | fetch_classes::s14_not_modified fetch_manners::s14_validators_are_opaque fetcher_contract::FetcherContract::unasked_304 politeness::s14_everything_is_read_again_once_a_day
S15 | a wait asked for, sane or not | fetch_manners::s15_wait_is_kept fetch_manners::s15_clock_set_back fetch_classes::s15_retry_after fetch_classes::s15_unreadable
S16 | turned away or gone | fetch_classes::s16_server_fault fetcher_contract::FetcherContract::gone politeness::s16_a_source_that_says_no_is_paused politeness::s16_a_site_that_turns_us_away_is_asked_ever_less runner::jitter_spreads_and_never_hurries fetch_manners::unknown_name
S17 | a server that does not prove its name | fetch_tls::s17_bad_certificate fetch_tls::s17_unknown_authority fetch_tls::no_tls_at_all fetch_tls::bytes_before_the_handshake_end_the_connection fetch_proxy::what_is_said_before_the_handshake_is_not_the_sites
S18 | bodies, lists and trees without end | fetch_bounds::s18_endless fetch_bounds::s18_largest bombs::s18_s19_memory bombs::s18_s19_good_sites_are_published
S19 | little on the wire, gigabytes unpacked | fetch_bounds::s19_gibibyte fetch_bounds::s19_only_what_was_asked fetch_bounds::s19_bomb_beside_the_page bombs::s18_s19_memory
S20 | wrong or missing charset | decoding::the_text_comes_back decoding::every_label_of_the_standard_reads article_layouts::every_layout_reads_the_same_in_every_encoding gate::mojibake_is_not_published
S21 | characters that kill a feed or a store | text::clean_text_stands_in_xml formats::one_bad_character_kills_nothing store_contract::StoreContract::broken_text_is_refused store_postgres::nul_is_refused politeness::a_text_that_cannot_be_stored_is_its_sources_fault signals::a_policy_is_an_address
S22 | characters of several code points; titles without end | text::cut_keeps_to_its_width_and_never_splits_a_character text::graphemes_joined_are_the_text
S23 | invisible and direction-changing signs | text::what_eyes_cannot_see_is_taken_out embed::right_to_left_titles_run_right_to_left
S24 | dates in every form, and none | dates::a_date_is_read_as_written dates::what_is_no_date_or_not_sure_is_refused dates::written_dates_come_back times::day_and_month_are_told_apart
S25 | dates ahead of time | decide::a_future_date_is_noted_and_does_not_pin pages::a_future_date_neither_pins_nor_breaks_the_chart
S26 | no date, or a day alone | decide::no_date_anywhere_is_first_sight_and_says_so decide::a_day_alone_that_is_today_takes_the_time_of_first_sight decide::a_day_alone_keeps_its_date_and_midnight
S27 | an edited article | decide::a_corrected_title_moves_updated_and_keeps_id_and_published decide::layout_and_counters_are_no_correction decide::a_redated_article_is_corrected
S28 | a deleted article | decide::one_miss_withdraws_nothing_and_the_second_does decide::missing_but_alive_stays_and_is_not_asked_again decide::gone_but_still_listed_stays emptied_section::what_the_site_emptied_is_withdrawn emptied_section::a_list_that_is_empty_for_some_hours_withdraws_nothing
S29 | one article twice, two at one address | decide::two_articles_with_one_title_stay_two decide::an_address_used_again_for_another_article_is_a_new_entry decide::a_new_path_of_a_known_article_keeps_its_id
S30 | one address in many spellings | identity::variants_of_one_address_are_one identity::index_pages_and_slashes_are_one identity::another_article_is_another_address
S31 | pages that shift while they are read | life_of_a_section::nothing_is_lost_doubled_or_made_up
S32 | pinned rows | decide::a_pinned_old_row_does_not_make_older_pages_look_missing decide::rows_above_get_later_updates_than_rows_below
S33 | clocks that are wrong, theirs or ours | decide::updated_rises_even_when_our_clock_went_back keep::another_clock_is_noticed life_of_a_section::nothing_is_lost_doubled_or_made_up
S34 | more news than one page holds | life_of_a_section::nothing_is_lost_doubled_or_made_up flow::every_section_is_published_as_it_is commands::status_tells_what_could_not_be_read
S35 | robots.txt in every state | robots::s35_allowing robots::s35_closing robots::s35_unknown robots::s35_nobody_there robots::real_files robots::kept_for_a_day
S36 | pages that hold up the reader | desk::s36_a_page_beyond_its_budget_is_abandoned desk::a_page_that_ends_while_it_is_abandoned_harms_nobody_else crowds::s36_crowds_are_refused crowds::the_parser_never_meets_one tree::bombs_are_refused linear_work::doubling_a_page
P1  | told to stop at any moment | service::a_signal_in_the_middle_of_first_passes_ends_it_in_words service::a_pass_ends_when_told service::every_command_asks_for_sigterm_before_anything_else crash_refresh::killed_anywhere_in_a_refresh_that_publishes runner::the_end_stops_passes_under_way ending::who_is_told_to_end_in_a_long_step_ends
P2  | killed at any system call | crash::kill_while_committing crash::kill_while_publishing crash_refresh::killed_anywhere_in_a_refresh_that_publishes crash_refresh::there_are_three_hundred_places_to_kill_it crash_flow::a_kill_between_commit_and_publish_heals crash::kill_while_a_backup_is_put_back keep::a_killed_restore_is_finished_by_the_next_pass
P3  | power lost before the disk had it all | crash::kill_while_publishing publisher::TestHealing::overwritten publisher::TestHealing::manifest_lost publisher::TestHealing::newer_than_the_manifest
P4  | one format new, another old | publisher::any_history publisher::TestHealing::newer_than_the_manifest serve::a_file_ahead_of_the_manifest_is_not_served
P5  | two of us at once | one_writer::a_hundred_times_fifty_starts one_writer::a_second_command_leaves_with_75_and_says_who_is_at_work store::TestLock::killed_holder store_postgres::busy_names_the_holder container::two_at_once_do_not_meet
P6  | a full disk | trouble::a_disk_that_fills_up_anywhere_in_a_refresh crash::full_disk crash::no_room_for_a_first_database publisher::TestTrouble::disk_full
P7  | no permission, a read-only or a failing disk, no files left to open | trouble::a_disk_that_turned_read_only trouble::a_disk_that_reports_an_error_while_publishing trouble::too_few_open_files crash::failing_disk publisher::TestTrouble::read_only store::TestTrouble::read_only_folder container::a_volume_of_another_user_is_told_in_words
P8  | a damaged database | trouble::a_flipped_bit_in_the_store_never_makes_a_wrong_feed recovery::a_lost_store_is_filled_from_the_published_feeds store::TestDamage::flipped_bit store::TestDamage::truncated store::TestDamage::not_a_database store::TestMigrations::newer_schema_is_refused keep::the_lost_store_is_put_back keep::what_a_killed_writer_left_goes_with_its_database
P9  | a locked database, one that restarts | store::TestTrouble::locked_by_a_visitor store_postgres::restarted_server store_postgres::cut_in_a_commit store_postgres::a_session_the_server_still_takes_for_alive_is_ended store_postgres::who_lost_the_lock_to_another_writes_nothing
P10 | our clock set back or ahead by years | time_matrix::a_clock_that_jumps_by_ten_years_and_back decide::updated_rises_even_when_our_clock_went_back decide::a_look_meant_for_another_year_is_the_first_of_all store_contract::StoreContract::due_when_the_clock_was_wrong robots::clock_set_back skew::p10_a_plan_is_believed_until_its_time_and_no_farther_than_any_is_made skew::p10_what_was_noted_later_than_now_is_not_believed runner::p10_a_clock_put_right_while_sources_wait_is_noticed runner::p10_a_clock_put_right_during_a_pass_is_noticed health::p10_a_last_look_that_is_still_to_come_proves_nothing watch::p10_a_sign_of_life_sent_by_a_wrong_clock_holds_back_none notify::p10_a_wrong_clock_holds_back_no_news politeness::p10_a_pass_planned_by_a_wrong_clock_is_due
P11 | zones, summer time, midnight, leap days | time_matrix::three_hundred_dates_mean_the_moment_the_site_means dates::written_dates_come_back formats::a_zone_with_seconds_is_written_in_utc formats::rss_dates_do_not_depend_on_the_locale
P12 | ninety days off | life_of_a_section::nothing_is_lost_doubled_or_made_up flow::a_silent_source_is_told_from_a_broken_one
P13 | mistakes in the configuration | config::each_mistake_has_its_line_and_its_remedy config::all_mistakes_are_told_at_once config::broken_toml_is_told_with_its_line recipes::bad_selectors_are_named
P14 | one bad source among many | bombs::s18_s19_good_sites_are_published politeness::p14_a_mistake_of_ours_ends_one_pass_alone runner::a_fault_of_one_ends_nothing desk::a_reader_that_fails_is_one_sources_fault
P15 | memory and descriptors that grow | bombs::s18_s19_memory soak::a_short_soak_is_well serve::memory_is_bounded
P16 | a newer or older schema, a kill while migrating | crash::kill_while_migrating store::TestMigrations::failing_step_changes_nothing store::TestMigrations::newer_schema_is_refused keep::a_backup_of_an_earlier_release_is_brought_up_to_date
P17 | nobody calls us any more | health::three_missed_intervals_and_the_grace_are_the_limit watch::the_sign_of_life_comes_once_a_minute_and_only_when_all_is_well
P18 | write-ahead logs of an old SQLite | store::TestOpening::no_wal
P19 | a journal that grows for years | store::TestRetention::bounds store_contract::StoreContract::journal_is_bounded store_contract::StoreContract::outbox_is_bounded
V1  | paths that lead out | serve_hostile::no_path_leads_out serve_hostile::no_mixture_leads_out deploy_servers::no_path_leads_out
V2  | links and dot files in the folder | serve_hostile::only_regular_files_are_read serve_hostile::a_forged_manifest_opens_nothing
V3  | slow and idle clients by the thousand | serve_crowd::good_clients_are_served_among_a_thousand_bad_ones serve_crowd::the_crowd_is_sent_home serve_door::a_slow_head_is_hung_up_on serve_door::dripping_does_not_buy_time serve_door::a_thousand_idle_connections_do_no_harm serve_door::a_client_that_reads_nothing_is_let_go
V4  | everybody at the full hour | serve_express::a_repeated_request_gets_the_same_answer serve::a_cache_may_keep_answers_as_long_as_configured serve_conditional::conditions_are_judged_as_the_rfc_orders
V5  | ranges, many and odd | serve_conditional::conditions_are_judged_as_the_rfc_orders serve_hostile::any_bytes_leave_the_server_standing
V6  | conditions, lists of tags, bad dates | serve_conditional::conditions_are_judged_as_the_rfc_orders serve_conditional::the_table_is_long_enough serve_conditional::dates_come_back_from_all_three_forms deploy_servers::conditional_requests
V7  | names and hosts that would enter headers | serve::only_named_hosts_are_answered serve::errors_say_nothing_of_the_request deploy_servers::another_name_is_not_ours
V8  | poisoned caches | serve::a_query_makes_no_difference serve::only_named_hosts_are_answered
V9  | requests too large, or none | serve_hostile::too_much_is_refused serve_hostile::what_is_no_request_is_refused serve_hostile::an_endless_head_is_cut_off
V10 | requests that hide another | serve_hostile::no_request_hides_in_another serve_hostile::the_list_of_payloads_is_long_enough deploy_servers::no_request_hides_behind_a_proxy serve_express::no_bytes_look_like_one_request_to_us_and_two_to_a_parser
V11 | files replaced while they are read | serve::reload_under_fire publisher::reader_while_replacing serve::a_request_waits_for_a_publication_under_way
V12 | a feed opened in a browser | embed_hostile::a_feed_opened_in_the_browser_runs_nothing serve::every_file_has_its_type_and_harmless_headers serve::only_pages_may_do_anything_in_a_browser
V13 | other sites that ask | serve::pages_elsewhere_may_ask_first deploy_servers::head_and_preflight
V14 | status and errors that tell too much | pages::status_tells_no_secret serve::errors_say_nothing_of_the_request watch::the_watch_post_answers_on_its_own_port watch::what_opens_a_door_is_told_to_nobody
V15 | a hub used against others | fetch_manners::post_is_guarded notify::a_hub_hears_of_changed_documents_only
E1  | markup in any field | embed_hostile::no_hostile_string_does_anything_on_any_page embed_hostile::no_hostile_string_does_anything_in_the_element pages::text_is_escaped_exactly_once
E2  | links that run instead of lead | pages::script_addresses_never_become_links pages::only_ordinary_web_addresses_become_links formats::web_url listing::any_link_resolves_to_a_web_address_or_to_none
E3  | ends of comments, scripts and data; double decoding | formats::json_is_safe_inside_a_script_element formats::text_that_has_markup_in_atom formats_readers::hostile_strings_pass_the_lint formats_readers::node_libraries
E4  | markup that changes when parsed again | article::credits_files_and_safe_text embed_hostile::no_hostile_string_does_anything_on_any_page lint::planted_defect_is_found
E5  | pictures and styles that report readers | pages_browser::pages_ask_only_their_own_server embed::pictures_come_only_when_asked_for pages::pages_hold_nothing_inline_and_ask_nobody_else
E6  | names that reach into the partner's script | embed::no_global_is_added embed::odd_items_do_no_harm embed_hostile::no_hostile_string_does_anything_in_the_element
E7  | our frame on a partner's page | embed::element_frame_and_include_break_no_policy embed::the_frame_is_styled_and_opens_articles_apart
E8  | partners with a strict policy | embed::element_frame_and_include_break_no_policy
E9  | our script changed on its way | embed::a_changed_script_is_refused_and_the_link_stays pages::every_edition_of_the_script_is_published_unchanged pages::partners_get_the_pinned_script_and_a_plain_link
E10 | our server away or broken | embed::what_is_inside_stays_when_the_feed_is_no_good embed::it_looks_again_politely
E11 | partners in another encoding, without scripts | embed::a_partner_page_in_gbk_reads_right pages::ascii_fragment_reads_the_same_in_any_encoding pages_browser::pages_are_complete_without_script
E12 | what our links give away | pages::fragment_links_give_nothing_away
C1  | another package under the same name | supply::locks_hold_versions_and_hashes_and_no_address built_from::c1_installing_insists_on_hashes built_from::c1_few_run
C2  | known faults in what we use |
C3  | who ships what | supply::the_bill_of_materials_is_valid supply::the_bill_of_materials_is_complete
C4  | out of the container | deploy_files::compose_runs_the_image_as_it_is_made container::it_may_do_nothing_it_need_not container::any_user_id_will_do container::the_image_is_small_and_says_how_it_is_run
C5  | secrets in image and logs | container::it_holds_no_secret_and_nothing_it_need_not watch::no_secret_stands_in_a_log notify::a_wrong_secret_is_not_shown watch::what_opens_a_door_is_told_to_nobody
C6  | a library that nobody keeps | supply::each_dependency_has_its_reason_and_its_licence built_from::c6_somebody_keeps_every_package_we_name
A1  | hosts joined out of strings | urls::refused fetch_fuzz::no_second_reading
A2  | two parsers, two hosts | urls_browsers::s13_no_address_means_two_hosts urls::refused fetch_fuzz::no_second_reading guard::wrong_peer
A3  | a proxy of pictures, words of a request in an error page | serve::errors_say_nothing_of_the_request pages_browser::pages_ask_only_their_own_server
A4  | metrics behind a header anybody can send | watch::the_watch_post_answers_on_its_own_port
A5  | a guard on one way alone; forgotten address forms | one_door::no_other_client guard::enough_forms guard::no_wider_than_python_6
A6  | other schemes, by redirect too | urls::refused urls::join_refused guard::redirect
A7  | cookies and passwords taken to another host | fetch_manners::no_cookies fetch_bounds::only_gzip_is_asked_for
A8  | bombs by chunk, by chain, beside redirects | fetch_bounds::s19_only_what_was_asked fetch_bounds::s19_bomb_beside_the_page fetch_bounds::limits
A9  | code in pages, headers or configuration that is run | built_from::a9_nothing_is_evaluated recipes::bad_selectors_are_named
A10 | selectors that read files | recipes::bad_selectors_are_named built_from::a9_nothing_is_evaluated
A11 | patterns that take for ever | linear_work::doubling_a_page fetch_classes::linear signals::patterns_that_would_take_for_ever desk::s36_a_page_beyond_its_budget_is_abandoned
A12 | scripts by title, query or mail | embed_hostile::no_hostile_string_does_anything_on_any_page serve::errors_say_nothing_of_the_request notify::mail notify::an_address_is_no_markup
A13 | fields thought harmless | formats_any_feed::any_feed_is_good_atom embed_hostile::no_hostile_string_does_anything_in_the_element formats_readers::hostile_strings_pass_the_lint
A14 | sanitisers led astray | article::credits_files_and_safe_text lint::planted_defect_is_found
A15 | names out of the folder: static files, backups, configuration | serve_hostile::no_path_leads_out publisher_contract::PublisherContract::bad_names keep::a_damaged_backup_changes_nothing
A16 | ranges that cost the square | serve_conditional::conditions_are_judged_as_the_rfc_orders
A17 | line ends in logs, hosts believed, passwords logged | watch::each_pass_is_one_json_line watch::no_secret_stands_in_a_log serve::only_named_hosts_are_answered
A18 | strangers who add sources | serve::other_methods_are_refused
A19 | documents that open files by their DOCTYPE | built_from::a19_xml_from_outside_is_not_parsed built_from::a19_a_doctype_opens_nothing
A20 | a reservation or rule file that never ends, or that asks for work without end | robots::s35_closing signals::a_broken_file_says_nothing signals::patterns_that_would_take_for_ever
"""

AGAINST = {
    "C2": "what is known against a package changes after a test was written: an operator runs pip-audit over deploy/requirements.lock",
}
"""Rows no test can show, with the reason."""


def _fault(line: str) -> tuple[str, Fault]:
    row, what, tests = (part.strip() for part in line.split("|"))
    return row, Fault(what, tuple(tests.split()))


FAULTS = dict(_fault(line) for line in TABLE.strip().splitlines())
