import { Module } from '@nestjs/common';
import { AuthController } from './auth.controller.js';
import { PageController } from './page.controller.js';

@Module({ controllers: [AuthController, PageController] })
export class AppModule {}
