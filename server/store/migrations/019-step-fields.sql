-- A step of the plan also has a day until which it is due, a link to where it is worked on, and a note.
alter table plumbline.step_edit drop constraint step_edit_field_check;
alter table plumbline.step_edit
  add constraint step_edit_field_check check (field in ('status', 'owner', 'due', 'link', 'note'));
